// The patch map in colours: the picture that the command line is held against, too, and the choices of a page.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { library } from "./support.mjs";

const { COLORMAPS } = await library("colormap.js");
const { heatmap, mapRange } = await library("heatmap.js");

globalThis.ImageData = class {
  constructor(width, height) {
    Object.assign(this, { width, height, data: new Uint8ClampedArray(4 * width * height) });
  }
};

const read = (path) => readFile(new URL(`../../${path}`, import.meta.url));

/** Colour of a pixel in an uncompressed BMP of 24 bits: rows from the lowest up, each blue, green, red. */
function pixel(bmp, side, x, y) {
  const at = bmp.readUInt32LE(10) + 3 * (side * (side - 1 - y) + x);
  return [bmp[at + 2], bmp[at + 1], bmp[at]];
}

test("jet, between the model's limits, is the golden picture", async () => {
  const [golden, model, expected] = await Promise.all(
    ["tests/fixtures/heatmap.bmp", "www/models/default.safetensors", "tests/fixtures/renders/expected.json"].map(read),
  );
  const { __metadata__: metadata } = JSON.parse(model.subarray(8, 8 + Number(model.readBigUInt64LE())));
  const { patch_map } = JSON.parse(expected).find(({ file }) => file === "03-frontal.png");
  const map = { patchMap: Float32Array.from(patch_map), gridSize: 14, mapRange: JSON.parse(metadata.map_range) };
  const { width, height, data } = heatmap(map);
  assert.deepEqual([width, height], [112, 112]);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const colour = pixel(golden, width, x, y);
    // Single precision may round the other way.
    assert.ok(colour.every((value, c) => Math.abs(value - data[4 * i + c]) <= 1), `at ${x}, ${y}`);
    assert.equal(data[4 * i + 3], 255);
  }
});

test("colours run between what was asked for, the model's limits, or the map's own", () => {
  const map = { patchMap: Float32Array.of(1, 4, 2, 3), gridSize: 2, mapRange: [0, 5] };
  assert.deepEqual(mapRange(map, [2, 3]), [2, 3]);
  assert.deepEqual(mapRange(map), [0, 5]);
  assert.deepEqual(mapRange(map, "image"), [1, 4]);
  assert.deepEqual(mapRange({ ...map, mapRange: null }), [1, 4]);
  const flat = { patchMap: new Float32Array(4), gridSize: 2, mapRange: null };
  assert.deepEqual([...heatmap(flat, { size: 1 }).data], [0, 0, 128, 255], "a flat map is all lowest");
});

test("the ends of the colour maps", () => {
  const ends = (name) => [0, 1].map((value) => COLORMAPS[name](value).map(Math.round));
  assert.deepEqual(ends("jet"), [[0, 0, 128], [128, 0, 0]]);
  assert.deepEqual(ends("viridis"), [[68, 1, 84], [253, 231, 37]]);
});

test("options that do not exist are refused", () => {
  const map = { patchMap: new Float32Array(4), gridSize: 2, mapRange: null };
  for (const options of [{ colormap: "grey" }, { colormap: "toString" }, { size: 0 }, { size: 1.5 }, { size: 4097 }]) {
    assert.throws(() => heatmap(map, options), { name: "FaceQualityError", code: "unsupported-input" });
  }
});
