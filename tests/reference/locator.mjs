// Makes tests/fixtures/locator: what the face locator's two networks answer, by implementations that are not ours.
//
//     npm ci && CHROME_PATH=/usr/bin/chromium node tests/reference/locator.mjs          (about 10 s)
//
// # The 68 landmarks
//
// By face-api's own runtime (TensorFlow.js 4.22, CPU backend, single precision) in Chromium, from its own weights. Facts of
// the network, as its source has them (src/faceFeatureExtractor, src/faceLandmarkNet):
//
// - Input: RGB, 0 to 255. A picture that is not square is first padded with zeros to a centred square, then resized to
//   112×112: a tensor bilinearly, corners not aligned, an odd rest of the padding after it; an image or canvas as the browser's
//   drawImage does. Here it is a tensor of 112×112 already, so neither happens.
// - x = (RGB − [122.782, 117.001, 104.298]) / 255. Zero padding comes before this, so black becomes −mean / 255.
// - Four blocks, 3 → 32 → 64 → 128 → 256 channels, of four 3×3 convolutions c0 to c3. c0 has stride 2, the others 1; all pad
//   as "same": with stride 2 on an even side nothing before and 1 after, with stride 1 one on each side; padded with zeros.
//   c0 of the first block is a plain convolution, all others are depthwise 3×3 (no bias, no activation) then pointwise 1×1.
//   Each of c0 to c3 ends with its bias and has no activation in itself. In a block:
//       a = relu(c0(x));  b = c1(a);  c = c2(relu(a + b));  d = c3(relu(a + b + c));  out = relu(a + b + c + d)
//   The terms b, c and d enter the sums without relu.
// - Sides: 112 → 56 → 28 → 14 → 7. Then the average of 7×7 → 256, then 136 = 256·W + bias, without activation.
// - Output 2i and 2i + 1 are x and y of point i: 0 to 1 is the side of the square input, from its left and top edge. Values
//   outside are possible. For a padded picture face-api subtracts the padding and divides by the picture's own sides.
// - Weights are bytes: value = q · scale + min, one scale and min a tensor, rounded to single precision.
// - Points: 0–16 jaw, 17–21 and 22–26 brows, 27–30 bridge of the nose, 31–35 its base, 36–41 the eye at the image's left, 42–47
//   the other, 48–59 outer lips, 60–67 inner lips.
//
// # BlazeFace
//
// The file's own graph in double precision: see tflite.mjs. Input: RGB / 127.5 − 1, 128×128. 896 anchors: two for each cell of
// 16×16, then six for each of 8×8, row by row. A score is the number before the sigmoid; the 16 regressors are in pixels of the
// input, relative to the centre of the anchor's cell.
import { mkdir, writeFile } from "node:fs/promises";
import { open, path, read, start } from "../browser/support.mjs";
import { evaluate } from "./tflite.mjs";

const FOLDER = "tests/fixtures/locator";
const FACE_API = "/node_modules/@vladmandic/face-api";
const DETECTOR = "node_modules/@mediapipe/face_detection/face_detection_short_range.tflite";
/** Anchors with a lower probability are left to the sums. */
const PROBABILITY = 0.05;

/** The pixels of an image file of the server, row by row, RGB. In the page. */
async function decode(url) {
  const blob = await (await fetch(url)).blob();
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: "none" });
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
  context.drawImage(bitmap, 0, 0);
  const rgba = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
  return { width: bitmap.width, height: bitmap.height, rgb: Array.from(rgba).filter((_, i) => i % 4 !== 3) };
}

/** A PNG file in base64. In the page. */
async function encode({ width, height, rgb }) {
  const canvas = new OffscreenCanvas(width, height);
  const rgba = Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) => (i % 4 === 3 ? 255 : rgb[3 * (i >> 2) + (i % 4)]));
  canvas.getContext("2d").putImageData(new ImageData(rgba, width, height), 0, 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
}

/** The 68 points of 112×112 pictures. In the page. */
async function landmarks({ faceApi, pictures }) {
  const { FaceLandmark68Net, tf } = await import(`${faceApi}/dist/face-api.esm.js`);
  await tf.setBackend("cpu");
  const net = new FaceLandmark68Net();
  await net.loadFromUri(`${faceApi}/model`);
  const points = async ({ width, height, rgb }) =>
    Array.from(await (await net.forward(tf.tensor3d(rgb, [height, width, 3], "int32"))).data());
  return { backend: tf.getBackend(), found: await Promise.all(pictures.map(points)) };
}

/** A square part; black where it reaches beyond the picture. */
function crop({ width, height, rgb }, left, top, side) {
  const inside = (x, y) => x >= 0 && y >= 0 && x < width && y < height;
  return square(side, (x, y, c) => (inside(left + x, top + y) ? rgb[3 * ((top + y) * width + left + x) + c] : 0));
}

/** A square at half its size: each pixel the rounded mean of four. */
function halve({ width, rgb }) {
  const at = (x, y, c) => rgb[3 * (y * width + x) + c];
  const mean = (x, y, c) => (at(x, y, c) + at(x + 1, y, c) + at(x, y + 1, c) + at(x + 1, y + 1, c) + 2) >> 2;
  return square(width / 2, (x, y, c) => mean(2 * x, 2 * y, c));
}

function square(side, value) {
  const pixel = (i) => value(Math.floor(i / 3) % side, Math.floor(i / 3 / side), i % 3);
  return { width: side, height: side, rgb: Array.from({ length: 3 * side * side }, (_, i) => pixel(i)) };
}

async function detect({ rgb }) {
  const input = Float64Array.from(rgb, (value) => value / 127.5 - 1);
  const { classificators, regressors } = evaluate(await read(DETECTOR), input);
  const row = (i) => Array.from(regressors.slice(16 * i, 16 * i + 16));
  const sum = (_, column) => classificators.reduce((total, _, i) => total + regressors[16 * i + column], 0);
  const strong = Array.from(classificators.keys()).filter((i) => 1 / (1 + Math.exp(-classificators[i])) > PROBABILITY);
  return {
    scores: rounded(classificators, 6),
    regressor_sums: rounded(Array.from({ length: 16 }, sum), 5),
    anchors: strong.map((index) => ({ index, score: rounded([classificators[index]], 6)[0], regressors: rounded(row(index), 6) })),
  };
}

const rounded = (values, digits) => Array.from(values, (value) => Number(value.toFixed(digits)));
const pairs = (values) => Array.from({ length: values.length / 2 }, (_, i) => [values[2 * i], values[2 * i + 1]]);

const session = await start(".");
const { page } = await open(session, "tests/browser/blank.html");
const load = (file) => page.evaluate(decode, `/${file}`);
const portrait = await load("www/demo/samples/portrait.jpg");
const renders = ["00-frontal.png", "06-varied.png", "09-varied.png"];
const frontal = await load(`tests/fixtures/renders/${renders[0]}`);

/** What is not in the repository yet, by the name of its file. */
const made = {
  // The head, as the detector sees it in the first pass.
  "portrait-128.png": halve(crop(portrait, 12, 12, 256)),
  // An aligned face over half of the side, as in the second pass.
  "render-128.png": crop(halve(frontal), -36, -36, 128),
  // About the detector's box, which spans 103 pixels around (136, 125): face-api expects a tight box.
  "portrait-112.png": crop(portrait, 80, 71, 112),
};
await mkdir(path(FOLDER), { recursive: true });
for (const [name, picture] of Object.entries(made)) {
  await writeFile(path(`${FOLDER}/${name}`), Buffer.from(await page.evaluate(encode, picture), "base64"));
}

const pictures = [made["portrait-112.png"], ...(await Promise.all(renders.map((name) => load(`tests/fixtures/renders/${name}`))))];
const { backend, found } = await page.evaluate(landmarks, { faceApi: FACE_API, pictures });
if (backend !== "cpu") throw new Error(`face-api computed on ${backend}`);
await session.close();

const files = ["portrait-112.png", ...renders.map((name) => `../renders/${name}`)];
const detections = ["portrait-128.png", "render-128.png"].map(async (file) => ({ file, ...(await detect(made[file])) }));
const expected = {
  landmarks68: files.map((file, i) => ({ file, points: pairs(rounded(found[i], 7)) })),
  blazeface: await Promise.all(detections),
};
await writeFile(path(`${FOLDER}/expected.json`), `${JSON.stringify(expected)}\n`);
