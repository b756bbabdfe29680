// The options of a page → what the engine gets.
import assert from "node:assert/strict";
import { test } from "node:test";
import { toRequest } from "../../www/lib/request.js";

/** @type {any} */
const POINTS = [38, 73, 56, 41, 70].map((x, i) => [x, [51, 51, 71, 92, 92][i]]);

test("requests are plain data", () => {
  const usual = { aligned: false, landmarks: undefined, preset: "verify", thresholds: undefined };
  assert.deepEqual(toRequest({}), usual);
  assert.deepEqual(toRequest({ crop: "aligned", preset: "enrol" }), { ...usual, aligned: true, preset: "enrol" });
  assert.deepEqual(toRequest({ crop: "aligned", landmarks: POINTS }), { ...usual, landmarks: POINTS.flat() });
  const thresholds = { yaw: { warn: 88, fail: 75 } };
  assert.deepEqual(toRequest({ thresholds }), { ...usual, thresholds: JSON.stringify(thresholds) });
});

test("what cannot be asked for is refused", () => {
  const circle = {};
  circle.circle = circle;
  /** @type {[any, RegExp][]} */
  const cases = [
    [{ crop: "somewhere" }, /^crop is somewhere, expected "detect" or "aligned"/],
    [{ preset: "strict" }, /^preset is strict/],
    [{ landmarks: POINTS.slice(1) }, /five \[x, y\] pairs/],
    [{ landmarks: [...POINTS.slice(1), [NaN, 5]] }, /five \[x, y\] pairs/],
    [{ thresholds: 88 }, /^the thresholds/],
    [{ thresholds: circle }, /^the thresholds/],
  ];
  for (const [options, message] of cases) {
    assert.throws(() => toRequest(options), { name: "FaceQualityError", code: "unsupported-input", message });
  }
});
