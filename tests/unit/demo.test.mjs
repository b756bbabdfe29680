// Parts of the demo page that need no browser.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { boxBlur } from "../../www/demo/box-blur.js";
import { costs, REGIONS } from "../../www/demo/costs.js";
import en from "../../www/demo/locales/en.js";
import { toRecord } from "../../www/demo/record.js";
import words from "../../www/lib/locales/en.js";

test("what the parts of a face cost adds up to what the score lies below the reference", () => {
  const reference = Array.from({ length: 196 }, (_, i) => [-0.6 - (i % 7) / 50, 0.1]);
  const patchMap = Float32Array.from({ length: 196 }, (_, i) => -0.7 - (i % 11) / 30);
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const all = costs({ patchMap }, /** @type {any} */ (reference));
  const sum = all.reduce((sum, { points }) => sum + points, 0);
  assert.ok(Math.abs(sum - (mean(reference.map(([value]) => value)) - mean([...patchMap]))) < 1e-6, "single precision");
  assert.deepEqual(
    all,
    [...all].sort((a, b) => b.points - a.points),
  );
});

test("the parts are those of the engine, and the same on both sides of the face", () => {
  for (const [i, region] of REGIONS.entries()) assert.equal(region, REGIONS[i - (i % 14) + 13 - (i % 14)]);
  const source = readFileSync(new URL("../../src/capture/reasons.rs", import.meta.url), "utf8");
  const [, body] = /match \(row, column\) \{([^}]+)\}/.exec(source);
  const rules = body.split(/,\n/).flatMap((arm) => {
    const [patterns, region] = arm.split("=> Region::");
    const pairs = [...patterns.matchAll(/\(([^,]+), ([^)]+)\)/g)].map(([, rows, columns]) => [rows, columns]);
    return region ? (pairs.length > 0 ? pairs : [["_", "_"]]).map((pair) => [...pair, region.trim()]) : [];
  });
  const inside = (pattern, value) =>
    pattern.split("|").some((part) => {
      const [from, to] = part.trim().split("..=");
      return part.trim() === "_" || (value >= Number(from) && value <= Number(to ?? from));
    });
  const regionOf = (row, column) => rules.find(([rows, columns]) => inside(rows, row) && inside(columns, column))[2].toLowerCase();
  assert.deepEqual(
    REGIONS,
    REGIONS.map((_, i) => regionOf(Math.floor(i / 14), i % 14)),
  );
});

/** A grey picture with these values in its red channel. */
const picture = (width, values) => ({
  width,
  height: values.length / width,
  data: Uint8ClampedArray.from(values.flatMap((value) => [value, value, value, 255])),
});
const reds = ({ data }) => Array.from({ length: data.length / 4 }, (_, i) => data[4 * i]);

test("a blur spreads a spot by its standard deviation in both directions, and leaves an even picture alone", () => {
  const even = picture(5, Array(25).fill(77));
  boxBlur(/** @type {any} */ (even), 3);
  assert.ok(reds(even).every((value) => value === 77));
  for (const sigma of [2, 4]) {
    const side = 61;
    const spot = picture(side, Array(side * side).fill(0));
    // A square of nine: one pixel of 255 would be lost in rounding.
    for (let y = 26; y <= 34; y++) for (let x = 26; x <= 34; x++) spot.data[4 * (y * side + x)] = 255;
    boxBlur(/** @type {any} */ (spot), sigma);
    const values = reds(spot);
    const total = values.reduce((sum, value) => sum + value, 0);
    const variance = (coordinate) => values.reduce((sum, value, i) => sum + value * (coordinate(i) - 30) ** 2, 0) / total;
    // The square's own variance is (9² - 1) / 12; boxes are of whole pixels, values of whole grey levels.
    const expected = sigma ** 2 + 80 / 12;
    for (const along of [(i) => i % side, (i) => Math.floor(i / side)]) {
      assert.ok(Math.abs(variance(along) / expected - 1) < 0.1, `${variance(along)} for ${expected}`);
    }
  }
});

test("a record has the schema's names", () => {
  const assessment = /** @type {any} */ ({
    patchMap: Float32Array.of(1, 2),
    gridSize: 14,
    face: { box: { x: 1 }, others: [] },
    verdict: null,
  });
  const expected = { file: "a.jpg", patch_map: [1, 2], grid_size: 14, face: { box: { x: 1 }, others: [] }, verdict: null };
  assert.deepEqual(toRecord("a.jpg", assessment), expected);
});

test("every sentence of the page is used, and every one that is used is there", () => {
  const folder = new URL("../../www/demo/", import.meta.url);
  const files = readdirSync(folder).filter((name) => /\.(js|html)$/.test(name));
  const source = files.map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n");
  // Keys that are put together from a stem and an id.
  const stems = [...source.matchAll(/`([a-z-]+(?:\.[a-z-]+)*\.)\$\{/g)].map(([, stem]) => stem);
  const unused = Object.keys(en).filter((key) => !source.includes(`"${key}"`) && !stems.some((stem) => key.startsWith(stem)));
  assert.deepEqual(unused, []);
  const named = [...source.matchAll(/(?:say\(|data-(?:words|label|content)=|put\([^,()]+(?:\([^()]*\))?, )"([a-z-]+(?:\.[a-z-]+)+)"/g)].map(
    ([, key]) => key,
  );
  assert.ok(named.length > 100, `${named.length} keys found`);
  assert.deepEqual(
    named.filter((key) => !(key in en) && !(key in words)),
    [],
  );
});
