/** The worker's side of `RemoteEngine`: one engine and its team, calls by number. */
/** @import { EngineOptions, LocalEngine } from "./engine.js" */
/** @import { Request } from "./remote-engine.js" */
import { loadEngine } from "./engine.js";
import { EngineEnded, toFaceQualityError } from "./errors.js";
import { Exchange } from "./exchange.js";
import { Team } from "./team.js";

/** @type {LocalEngine | undefined} */
let engine;
/** @type {Team | undefined} */
let team;

/** @param {Request} request @returns {Promise<unknown>} */
async function answer(request) {
  if (request.method === "ping") return true;
  if (request.method === "load") return load(request.options);
  if (!engine) throw new Error("called before load");
  if (request.method === "join") {
    const { memory, seat, seats } = request;
    return engine.join(new Exchange(memory, seat, seats), seat, seats);
  }
  if (request.method !== "assess") return engine[request.method]();
  await team?.ready();
  return engine.assess(request.image, request.request);
}

/** @param {EngineOptions} options */
async function load(options) {
  team?.end();
  engine?.dispose();
  engine = await loadEngine(options, (progress) => postMessage({ progress }));
  team = await Team.of(engine, options);
  const { chosen, precision, model, files } = engine;
  return { chosen, precision, model, files, alone: team.why };
}

addEventListener("message", async (/** @type {MessageEvent<Request & { id: number }>} */ { data }) => {
  const { id } = data;
  try {
    const value = await answer(data);
    const map = /** @type {{ patchMap?: Float32Array } | undefined} */ (value)?.patchMap;
    postMessage({ id, value, threads: team?.threads }, { transfer: map ? [map.buffer] : [] });
  } catch (error) {
    const { code, message } = toFaceQualityError(error, "backend");
    postMessage({ id, error: { code, message, isEnd: error instanceof EngineEnded } });
  }
});

postMessage({ isReady: true });
