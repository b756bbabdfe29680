// A chosen photo: its verdict, what to do better, and where in the face the quality comes from.
import { drawOverlay, FaceQuality } from "attn-fiqa";

const loading = FaceQuality.load();
const output = document.querySelector("output");

document.querySelector("input").addEventListener("change", async ({ target: { files } }) => {
  try {
    const [photo] = files;
    const quality = await loading;
    const assessment = await quality.assess(photo);
    output.textContent = [assessment.verdict, ...assessment.advice.map(({ text }) => text)].join("\n");
    await drawOverlay(document.querySelector("canvas"), photo, assessment);
  } catch (error) {
    output.textContent = error.message;
  }
});
