// What a user's page does: the chosen photo is scored, its overlay drawn, and what came out is shown.
import { drawOverlay, FaceQuality } from "attn-fiqa";

async function assess(photo) {
  const quality = await FaceQuality.load();
  const assessment = await quality.assess(photo);
  await drawOverlay(document.createElement("canvas"), photo, assessment);
  return { score: assessment.score, worker: quality.worker, reason: quality.reason };
}

export function start() {
  const input = document.querySelector("input");
  input.addEventListener("change", async () => {
    const result = await assess(input.files[0]).catch(({ code, message }) => ({ error: `${code}: ${message}` }));
    document.querySelector("output").textContent = JSON.stringify(result);
  });
  input.dataset.ready = "";
}
