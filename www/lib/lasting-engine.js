/**
 * An engine that lasts: it takes one call at a time, and where a call ends it, the next one gets a new engine. Calls that
 * wait are still the page's: they can be taken back, and are not lost with the engine.
 */
/** @import { Engine } from "./engine.js" */
import { abortable, within } from "./abortable.js";
import { EngineEnded, FaceQualityError, toFaceQualityError } from "./errors.js";
import { FairQueue } from "./fair-queue.js";

/** Milliseconds after which a call is not waited for: the slowest phone needs seconds, a GPU that hangs never answers. */
const CALL_LIMIT = 300_000;

/**
 * @typedef {object} Call
 * @property {(engine: Engine) => Promise<any>} run
 * @property {(value: any) => void} resolve
 * @property {(error: unknown) => void} reject
 */

export class LastingEngine {
  /** The engine; the former one while there is none. @type {Engine} */
  #engine;
  /** Why there is none. @type {FaceQualityError | null} */
  #end = null;
  /** Why there will be none. @type {FaceQualityError | null} */
  #failure = null;
  #isDisposed = false;
  #remake;
  /** @type {FairQueue<Call>} */
  #waiting = new FairQueue();
  #isBusy = false;

  /**
   * @param {Engine} engine
   * @param {(former: Engine) => Promise<Engine>} remake makes it again; the former one is its to end
   */
  constructor(engine, remake) {
    this.#engine = engine;
    this.#remake = remake;
  }

  /** That compute a pass. */
  get threads() {
    return this.#engine.threads;
  }

  /**
   * Calls the engine when it is this call's turn.
   *
   * @template T
   * @param {(engine: Engine) => Promise<T>} run
   * @param {AbortSignal} [signal] of the caller; takes the call back, or if it runs already, only its result is dropped
   * @returns {Promise<T>}
   */
  async run(run, signal) {
    /** @type {Call} */
    const call = { run, resolve: () => {}, reject: () => {} };
    const done = new Promise((resolve, reject) => Object.assign(call, { resolve, reject }));
    this.#waiting.push(signal, call);
    void this.#work();
    try {
      return await abortable(done, signal);
    } finally {
      this.#waiting.remove(signal, call);
    }
  }

  dispose() {
    this.#isDisposed = true;
    this.#waiting.clear();
    this.#engine.dispose();
  }

  /** Takes one call after another. */
  async #work() {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let call = this.#waiting.next(); call; call = this.#waiting.next()) await this.#serve(call);
    this.#isBusy = false;
  }

  /** @param {Call} call */
  async #serve({ run, resolve, reject }) {
    try {
      const engine = await this.#ready();
      resolve(await within(run(engine), CALL_LIMIT, hangs));
    } catch (error) {
      if (error instanceof EngineEnded) this.#end ??= error;
      reject(error);
    }
  }

  /** An engine that answers. */
  async #ready() {
    if (this.#failure) throw this.#failure;
    if (this.#end || !(await this.#engine.answers())) await this.#makeAgain();
    return this.#engine;
  }

  async #makeAgain() {
    try {
      this.#engine = await this.#remake(this.#engine);
      this.#end = null;
    } catch (error) {
      const { code: end, message = "the engine was ended" } = this.#end ?? {};
      const code = end === "device-lost" ? end : "backend";
      const why = toFaceQualityError(error, "backend");
      this.#failure = new FaceQualityError(code, `${message}; it cannot be made again (${why.message}): load again`, { cause: why });
      throw this.#failure;
    }
    if (this.#isDisposed) this.#engine.dispose();
  }
}

const hangs = () => new EngineEnded("backend", `the engine gave no answer within ${CALL_LIMIT / 1000} s`);
