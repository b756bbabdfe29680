/**
 * Workers that share the passes of this one: each has the model and computes some rows of tokens (`src/vit/cpu/team.rs`). They need
 * memory that threads share, which browsers give to pages that are cross-origin isolated, and worker.js, where a thread may wait.
 */
/** @import { Engine, EngineOptions, LocalEngine } from "./engine.js" */
import { abortable, together } from "./abortable.js";
import { toFaceQualityError } from "./errors.js";
import { Exchange } from "./exchange.js";
import { RemoteEngine } from "./remote-engine.js";
import { startWorker } from "./start-worker.js";

/** Most threads that "auto" takes: what phones have of fast cores. */
const MOST = 4;

/** Most bytes that their copies of the model take together: browsers on phones end pages of about 1 GB. */
const MOST_BYTES = 700e6;

/** Of a weight, at most; one that is stored in eight bits takes one. */
const BYTES = { f32: 4, int8: 2 };

/** How often a pass that seems long is measured again, and milliseconds between: what is optimised meanwhile counts. */
const MEASUREMENTS = 5;
const PAUSE = 20;

/** Times that a team in which a thread did not come is formed again. */
const TRIES = 3;

export class Team {
  #engine;
  #options;
  #seats = 1;
  /** The other workers. @type {RemoteEngine[]} */
  #others = [];
  /** @type {Exchange | null} */
  #exchange = null;
  #tries = TRIES;
  /** Why fewer threads compute a pass than were asked for. */
  why = "";

  /** @param {LocalEngine} engine @param {EngineOptions} options */
  constructor(engine, options) {
    this.#engine = engine;
    this.#options = options;
  }

  /** Forms the team of an engine, as large as its options ask for and this page allows. @param {LocalEngine} engine @param {EngineOptions} options */
  static async of(engine, options) {
    const team = new Team(engine, options);
    const { threads } = options;
    const refusal = refusalOf(engine);
    if (refusal) team.why = threads === "auto" || threads === 1 ? "" : refusal;
    else team.#seats = threads === "auto" ? await automatic(engine) : threads;
    await team.#form();
    return team;
  }

  /** That compute the next pass. */
  get threads() {
    return this.#exchange && !this.#exchange.isOver ? this.#seats : 1;
  }

  /** Before a pass: where a thread did not come to the last one, others take the places of all. */
  async ready() {
    if (!this.#exchange?.isOver) return;
    if (this.#tries-- > 0) await this.#form();
    else this.end();
  }

  end() {
    for (const other of this.#others.splice(0)) other.dispose();
  }

  async #form() {
    this.end();
    if (this.#seats === 1) return;
    try {
      const memory = Exchange.share(this.#engine.model);
      const exchange = new Exchange(memory, 0, this.#seats, () => this.#call(exchange));
      const others = Array.from({ length: this.#seats - 1 }, (_, i) => i + 1);
      await together(undefined, (signal) => others.map((seat) => this.#add(memory, seat, signal)));
      this.#engine.join(exchange, 0, this.#seats);
      this.#exchange = exchange;
    } catch (error) {
      this.end();
      this.why = `another thread cannot be started (${toFaceQualityError(error, "backend").message})`;
    }
  }

  /** One more worker. @param {SharedArrayBuffer} memory @param {number} seat @param {AbortSignal} signal */
  async #add(memory, seat, signal) {
    const other = new RemoteEngine(await startWorker(this.#options.script, signal), () => {});
    this.#others.push(other);
    await abortable(other.load(this.#forOthers()), signal);
    await abortable(other.join(memory, seat, this.#seats), signal);
  }

  /** The same module and model, without the network. @returns {EngineOptions} */
  #forOthers() {
    const { files, model, precision, module } = this.#engine;
    const cpuRelaxed = this.#options.wasm.cpuRelaxed && module;
    return {
      model: { blob: files.model, integrity: `sha256-${model.sha256}` },
      locator: null,
      cache: false,
      backend: "cpu",
      precision,
      wasm: { cpu: module, cpuRelaxed, gpu: null },
      threads: 1,
      script: null,
    };
  }

  /** @param {Exchange} exchange of these workers */
  #call(exchange) {
    for (const other of this.#others) other.help().catch(() => exchange.leave());
  }
}

/** @param {Engine} engine */
function refusalOf({ chosen }) {
  if (chosen.backend !== "cpu") return "threads are for the CPU";
  if (!globalThis.crossOriginIsolated) return "the page is not cross-origin isolated";
  return typeof SharedArrayBuffer === "function" ? "" : "this browser gives threads no memory to share";
}

/** One for a pass that is short anyway: each more costs a worker and a copy of the model. @param {LocalEngine} engine */
async function automatic(engine) {
  const bytes = engine.model.parameters * BYTES[engine.precision];
  const threads = Math.min(globalThis.navigator?.hardwareConcurrency ?? 1, MOST, Math.floor(MOST_BYTES / bytes));
  return threads > 1 && (await isSlow(engine)) ? threads : 1;
}

/** Whether a pass takes long, however often it is measured: other work, and code that is not yet optimised, only ever add. @param {LocalEngine} engine */
async function isSlow(engine) {
  for (let i = 0; i < MEASUREMENTS; i++) {
    if (!engine.isSlow()) return false;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  return true;
}
