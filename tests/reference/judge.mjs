// Makes training/tests/fixtures/judge.json: what the real judge, face-api's recogniser, answers by face-api's own runtime.
//
//     npm ci && CHROME_PATH=/usr/bin/chromium node tests/reference/judge.mjs          (about a minute)
//
// TensorFlow.js 4.22, CPU backend, single precision, in Chromium, from face-api's own weights. Its input is a tensor of 150×150
// already, so that face-api pads and resizes nothing: here it is made, by bilinear reading, from crops of 112×112 pixels.
//
// The square that face-api would cut out of the photo (src/classes/FaceLandmarks.ts, `align`): with the eyes and the middle of the
// mouth on ArcFace's template, its side is their mean distance over 0.45, and the mean of the three points is at 0.5 and 0.43 of it.
// Pixel (0, 0) of a crop is the square from 0 to 1; where the crop ends, its edge is repeated.
import { writeFile } from "node:fs/promises";
import { open, path, start } from "../browser/support.mjs";

const OUT = "training/tests/fixtures/judge.json";
const FACE_API = "/node_modules/@vladmandic/face-api";
const RENDERS = ["00-frontal.png", "04-frontal.png", "07-varied.png"];
const [INPUT, SIDE] = [150, 112];
const EYES = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
];
const MOUTH = [(41.5493 + 70.7299) / 2, (92.3655 + 92.2041) / 2];

const distance = EYES.reduce((sum, [x, y]) => sum + Math.hypot(x - MOUTH[0], y - MOUTH[1]) / 2, 0);
const side = distance / 0.45;
const middle = [0, 1].map((axis) => (EYES[0][axis] + EYES[1][axis] + MOUTH[axis]) / 3);
const corner = [middle[0] - 0.5 * side, middle[1] - 0.43 * side];

/** The pixels of an image file of the server, row by row, RGB. In the page. */
async function decode(url) {
  const bitmap = await createImageBitmap(await (await fetch(url)).blob(), { colorSpaceConversion: "none" });
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
  context.drawImage(bitmap, 0, 0);
  return Array.from(context.getImageData(0, 0, bitmap.width, bitmap.height).data).filter((_, i) => i % 4 !== 3);
}

/** What the judge sees of a crop, row by row, RGB. */
function seen(rgb) {
  const place = (axis, i) => Math.min(Math.max(corner[axis] + ((i + 0.5) / INPUT) * side - 0.5, 0), SIDE - 1);
  const read = (x, y, c) => rgb[3 * (Math.min(y, SIDE - 1) * SIDE + Math.min(x, SIDE - 1)) + c];
  const value = (i) => {
    const [x, y, c] = [place(0, Math.floor(i / 3) % INPUT), place(1, Math.floor(i / 3 / INPUT)), i % 3];
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const row = (dy) => read(left, top + dy, c) * (left + 1 - x) + read(left + 1, top + dy, c) * (x - left);
    return row(0) * (top + 1 - y) + row(1) * (y - top);
  };
  return Array.from({ length: 3 * INPUT * INPUT }, (_, i) => value(i));
}

/** The 128 numbers of pictures. In the page. */
async function describe({ faceApi, pictures, side }) {
  const { FaceRecognitionNet, tf } = await import(`${faceApi}/dist/face-api.esm.js`);
  await tf.setBackend("cpu");
  const net = new FaceRecognitionNet();
  await net.loadFromUri(`${faceApi}/model`);
  const numbers = async (rgb) => Array.from(await (await net.forward(tf.tensor3d(rgb, [side, side, 3], "float32"))).data());
  const found = [];
  for (const picture of pictures) found.push(await numbers(picture));
  return { backend: tf.getBackend(), found };
}

const session = await start(".");
const { page } = await open(session, "tests/browser/blank.html");
const crops = await Promise.all(RENDERS.map((name) => page.evaluate(decode, `/tests/fixtures/renders/${name}`)));
const { backend, found } = await page.evaluate(describe, { faceApi: FACE_API, pictures: crops.map(seen), side: INPUT });
if (backend !== "cpu") throw new Error(`face-api computed on ${backend}`);
await session.close();
const expected = RENDERS.map((file, i) => ({ file, embedding: found[i].map((value) => Number(value.toFixed(7))) }));
await writeFile(path(OUT), `${JSON.stringify(expected)}\n`);
