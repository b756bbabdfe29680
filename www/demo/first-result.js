/**
 * The first sample's result, which the build has computed with the same engine and model (xtask/first-result.mjs): the page shows
 * what it does before the model is there. Afterwards this device computes it again.
 */
/** @import { Assessment, ModelInfo } from "attn-fiqa" */

/** @returns {Promise<{ assessment: Assessment, model: ModelInfo }>} */
export async function fetchFirstResult() {
  const answer = await fetch("samples/first-result.json");
  if (!answer.ok) throw new Error(`the first result cannot be fetched: the server answered ${answer.status}`);
  const { assessment, model } = await answer.json();
  return { assessment: { ...assessment, patchMap: Float32Array.from(assessment.patchMap) }, model };
}
