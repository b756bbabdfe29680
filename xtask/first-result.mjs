// The assessment of the demo's first sample, computed by the built package's engine on the CPU, for the page to show before its
// model is there. A browser test holds it against what the page computes.
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

/**
 * @param {string} folder of the package: with its engine and models
 * @param {string} photo its file
 * @returns {Promise<string>} JSON: `assessment` and `model`, as the package gives them
 */
export async function firstResult(folder, photo) {
  const file = (relative) => readFile(`${folder}/${relative}`);
  const load = (relative) => import(pathToFileURL(`${folder}/${relative}`).href);
  const glue = await load("wasm/cpu/attn_fiqa.js");
  const { toRequest } = await load("request.js");
  await glue.default({ module_or_path: await file("wasm/cpu/attn_fiqa_bg.wasm") });
  const loader = await glue.ModelLoader.open("f32");
  loader.push(await file("models/default.safetensors"));
  const engine = loader.finish(await file("models/locator.safetensors"));
  const assessment = await engine.assessBytes(await readFile(photo), toRequest({}));
  return JSON.stringify({ assessment: { ...assessment, patchMap: [...assessment.patchMap] }, model: engine.model });
}
