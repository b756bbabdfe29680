// Speed in Chromium, in a worker as the package runs by default: medians over repeated calls. `npm run bench`.
import { open, start } from "../tests/browser/support.mjs";

const PASSES = 20;

const session = await start(".");
try {
  const { page } = await open(session, "tests/browser/blank.html");
  const times = await page.evaluate(async (passes) => {
    const { FaceQuality } = await import("/pkg/index.js");
    const face = await (await fetch("/www/demo/samples/portrait.jpg")).blob();
    const landmarks = [[113, 101], [157, 103], [135.6, 127], [114.4, 140.4], [154, 141.4]];
    const start = performance.now();
    const quality = await FaceQuality.load({ backend: "cpu" });
    const load = performance.now() - start;
    const runs = [];
    for (let i = 0; i < passes; i++) {
      const before = performance.now();
      const { timings } = await quality.assess(face, { landmarks });
      runs.push({ ...timings, "call, as the page sees it": performance.now() - before });
    }
    quality.dispose();
    return { load, runs };
  }, PASSES);
  console.log(`load, from an empty cache: ${times.load.toFixed(0)} ms`);
  for (const stage of Object.keys(times.runs[0])) {
    const sorted = times.runs.map((run) => run[stage]).sort((a, b) => a - b);
    console.log(`${stage}: median ${sorted[PASSES / 2].toFixed(1)} ms, worst ${sorted.at(-1).toFixed(1)} ms of ${PASSES}`);
  }
} finally {
  await session.close();
}
