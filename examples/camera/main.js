// A live camera: what to do better, frame by frame, until two seconds of good frames have passed; the best of them is kept.
import { FaceQuality, watch } from "attn-fiqa";

const GOOD_TIME = 2000;
const loading = FaceQuality.load();
const [video, canvas, output] = ["video", "canvas", "output"].map((name) => document.querySelector(name));

document.querySelector("button").addEventListener("click", async () => {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user" } });
  try {
    video.srcObject = stream;
    await video.play();
    output.textContent = `Done: ${(await bestFrame(await loading)).toFixed(3)}`;
  } catch (error) {
    output.textContent = error.message;
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
});

/** Draws the best frame on the canvas; its score. */
async function bestFrame(quality) {
  const done = new AbortController();
  let best = -Infinity;
  let started = null;
  const onAssessment = (assessment, frame) => {
    const [first] = assessment.advice;
    output.textContent = first?.text ?? "Hold still";
    if (first) return;
    started ??= performance.now();
    if (assessment.score > best) {
      best = assessment.score;
      [canvas.width, canvas.height] = [frame.width, frame.height];
      canvas.getContext("2d").drawImage(frame, 0, 0);
    }
    if (performance.now() - started > GOOD_TIME) done.abort();
  };
  const onError = ({ message }) => (output.textContent = message);
  await watch(quality, video, { signal: done.signal, onAssessment, onError });
  return best;
}
