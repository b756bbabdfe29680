// The patch map in colours: the picture that the command line is held against, too, and the choices of a page.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { COLORMAPS } from "../../www/lib/colormap.js";
import { heatmap, mapRange } from "../../www/lib/heatmap.js";

/** @type {any} */ (globalThis).ImageData = class {
  constructor(width, height) {
    Object.assign(this, { width, height, data: new Uint8ClampedArray(4 * width * height) });
  }
};

const read = (path) => readFile(new URL(`../../${path}`, import.meta.url));
/** @type {(patchMap: ArrayLike<number>, gridSize: number, mapRange?: [number, number]) => any} */
const toMap = (patchMap, gridSize, mapRange) => ({ patchMap: Float32Array.from(patchMap), gridSize, mapRange: mapRange ?? null });

/** Colour of a pixel in an uncompressed BMP of 24 bits: rows from the lowest up, each blue, green, red. */
function pixel(bmp, side, x, y) {
  const at = bmp.readUInt32LE(10) + 3 * (side * (side - 1 - y) + x);
  return [bmp[at + 2], bmp[at + 1], bmp[at]];
}

test("jet, between the model's limits, is the golden picture", async () => {
  const [golden, model, expected] = await Promise.all(
    ["tests/fixtures/heatmap.bmp", "www/models/default.safetensors", "tests/fixtures/renders/expected.json"].map(read),
  );
  const { __metadata__: metadata } = JSON.parse(model.toString("utf8", 8, 8 + Number(model.readBigUInt64LE())));
  const { patch_map } = JSON.parse(expected.toString()).find(({ file }) => file === "03-frontal.png");
  const { width, height, data } = heatmap(toMap(patch_map, 14, JSON.parse(metadata.map_range)));
  assert.deepEqual([width, height], [112, 112]);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const differences = pixel(golden, width, x, y).map((value, c) => Math.abs(value - data[4 * i + c]));
    // Single precision may round the other way.
    assert.ok(Math.max(...differences) <= 1, `at ${x}, ${y}`);
    assert.equal(data[4 * i + 3], 255);
  }
});

test("colours run between what was asked for, the model's limits, or the map's own", () => {
  const map = toMap([1, 4, 2, 3], 2, [0, 5]);
  assert.deepEqual(mapRange(map, [2, 3]), [2, 3]);
  assert.deepEqual(mapRange(map), [0, 5]);
  assert.deepEqual(mapRange(map, "image"), [1, 4]);
  assert.deepEqual(mapRange({ ...map, mapRange: null }), [1, 4]);
  assert.deepEqual([...heatmap(toMap([0, 0, 0, 0], 2), { size: 1 }).data], [0, 0, 128, 255], "a flat map is all lowest");
});

test("the ends of the colour maps", () => {
  const ends = (name) => [0, 1].flatMap((value) => COLORMAPS[name](value).map(Math.round));
  assert.deepEqual(ends("jet"), [0, 0, 128, 128, 0, 0]);
  assert.deepEqual(ends("viridis"), [68, 1, 84, 253, 231, 37]);
});

test("options that do not exist are refused", () => {
  /** @type {any[]} */
  const wrong = [
    ...[null, 5, { colormap: "grey" }, { colormap: "toString" }, { signal: new AbortController() }],
    ...[
      { size: 0 },
      { size: 1.5 },
      { size: 4097 },
      { size: NaN },
      { range: 5 },
      { range: null },
      { range: [1] },
      { range: [NaN, 1] },
      { range: "all" },
    ],
  ];
  for (const options of wrong) {
    assert.throws(() => heatmap(toMap([0, 0, 0, 0], 2), options), { name: "FaceQualityError", code: "unsupported-input" });
  }
  for (const assessment of [null, undefined, {}, toMap([0, 0], 2)]) {
    assert.throws(() => heatmap(assessment), { code: "unsupported-input", message: /a result of assess/ });
  }
});
