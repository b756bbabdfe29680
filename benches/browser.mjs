// Speed in Chromium, in a worker as the package runs by default: medians over repeated calls. `npm run bench`.
import { open, start } from "../tests/browser/support.mjs";

const PASSES = 20;

/** Photos to find a face in: the portrait, as large as said, in the middle of a grey frame. */
const PHOTOS = [
  { name: "1280×720, a face of a third of its height", width: 1280, height: 720, side: 560 },
  { name: "1280×720, a small face, found in tiles", width: 1280, height: 720, side: 200 },
  { name: "1280×720, no face", width: 1280, height: 720, side: 0 },
  { name: "12 megapixels", width: 4000, height: 3000, side: 2400 },
];

const session = await start(".");
try {
  const { page } = await open(session, "tests/browser/blank.html");
  const results = await page.evaluate(measure, { photos: PHOTOS, passes: PASSES });
  console.log(`load, from an empty cache: ${results.load.toFixed(0)} ms`);
  for (const { name, runs } of results.photos) {
    console.log(`\n${name}`);
    for (const stage of Object.keys(runs[0])) {
      const sorted = runs.map((run) => run[stage]).sort((a, b) => a - b);
      console.log(`  ${stage}: median ${sorted[PASSES / 2].toFixed(1)} ms, worst ${sorted.at(-1).toFixed(1)} ms of ${PASSES}`);
    }
  }
  const { decode, bitmap } = results.jpeg;
  console.log(`\na JPEG of 12 megapixels: decoded in ${decode.toFixed(0)} ms, createImageBitmap takes ${bitmap.toFixed(0)} ms`);
} finally {
  await session.close();
}

/** Runs in the page. */
async function measure({ photos, passes }) {
  const { FaceQuality } = await import("/pkg/index.js");
  const portrait = await createImageBitmap(await (await fetch("/www/demo/samples/portrait.jpg")).blob());
  const start = performance.now();
  const quality = await FaceQuality.load({ backend: "cpu" });
  const load = performance.now() - start;
  const draw = ({ width, height, side }) => {
    const context = new OffscreenCanvas(width, height).getContext("2d");
    context.fillStyle = "grey";
    context.fillRect(0, 0, width, height);
    if (side) context.drawImage(portrait, (width - side) / 2, (height - side) / 2, side, side);
    return context;
  };
  const measured = [];
  for (const { name, ...photo } of photos) {
    const pixels = draw(photo).getImageData(0, 0, photo.width, photo.height);
    const runs = [];
    for (let i = 0; i < passes; i++) {
      const before = performance.now();
      const { timings } = await quality.assess(pixels).catch((error) => error);
      runs.push({ ...timings, "call, as the page sees it": performance.now() - before });
    }
    measured.push({ name, runs });
  }
  const file = await draw(photos.at(-1)).canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
  const times = { decode: [], bitmap: [] };
  for (let i = 0; i < passes; i++) {
    times.decode.push((await quality.assess(file)).timings.decode);
    const before = performance.now();
    (await createImageBitmap(file)).close();
    times.bitmap.push(performance.now() - before);
  }
  quality.dispose();
  const median = (values) => values.sort((a, b) => a - b)[passes / 2];
  return { load, photos: measured, jpeg: { decode: median(times.decode), bitmap: median(times.bitmap) } };
}
