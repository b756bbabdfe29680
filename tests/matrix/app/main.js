// What a user's page does: the chosen photo is scored, its overlay drawn, and what came out is shown. Also without a worker,
// which needs other files.
import { drawOverlay, FaceQuality } from "attn-fiqa";

async function assess(photo) {
  const quality = await FaceQuality.load();
  const assessment = await quality.assess(photo);
  await drawOverlay(document.createElement("canvas"), photo, assessment);
  const onPage = await FaceQuality.load({ worker: false });
  const scores = [assessment.score, (await onPage.assess(photo)).score];
  return { scores, worker: quality.worker, reason: quality.reason };
}

export function start() {
  const input = document.querySelector("input");
  input.addEventListener("change", async () => {
    const result = await assess(input.files[0]).catch(({ code, message }) => ({ error: `${code}: ${message}` }));
    document.querySelector("output").textContent = JSON.stringify(result);
  });
  input.dataset.ready = "";
}
