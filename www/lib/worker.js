/** The worker's side of `RemoteEngine`: one engine, calls by number. */
/** @import { Request } from "./remote-engine.js" */
import { loadEngine } from "./engine.js";
import { EngineEnded, toFaceQualityError } from "./errors.js";

/** @type {import("./engine.js").Engine | undefined} */
let engine;

/** @param {Request} request @returns {Promise<unknown>} */
async function answer(request) {
  if (request.method === "ping") return true;
  if (request.method === "load") {
    engine?.dispose();
    engine = await loadEngine(request.options, (progress) => postMessage({ progress }));
    const { chosen, precision, model, files } = engine;
    return { chosen, precision, model, files };
  }
  if (!engine) throw new Error("called before load");
  return request.method === "assess" ? engine.assess(request.image, request.request) : engine[request.method]();
}

addEventListener("message", async (/** @type {MessageEvent<Request & { id: number }>} */ { data }) => {
  const { id } = data;
  try {
    const value = await answer(data);
    const map = /** @type {{ patchMap?: Float32Array } | undefined} */ (value)?.patchMap;
    postMessage({ id, value }, { transfer: map ? [map.buffer] : [] });
  } catch (error) {
    const { code, message } = toFaceQualityError(error, "backend");
    postMessage({ id, error: { code, message, isEnd: error instanceof EngineEnded } });
  }
});

postMessage({ isReady: true });
