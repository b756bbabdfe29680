// The options of a page → what the engine gets.
import assert from "node:assert/strict";
import { test } from "node:test";
import { library } from "./support.mjs";

const { toRequest } = await library("request.js");

const POINTS = [[38, 51], [73, 51], [56, 71], [41, 92], [70, 92]];

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
  for (const [options, message] of [
    [{ crop: "somewhere" }, /^crop is somewhere, expected "detect" or "aligned"/],
    [{ preset: "strict" }, /^preset is strict/],
    [{ landmarks: POINTS.slice(1) }, /five \[x, y\] pairs/],
    [{ landmarks: [...POINTS.slice(1), [NaN, 5]] }, /five \[x, y\] pairs/],
    [{ thresholds: 88 }, /^the thresholds/],
    [{ thresholds: circle }, /^the thresholds/],
  ]) {
    assert.throws(() => toRequest(options), { name: "FaceQualityError", code: "unsupported-input", message });
  }
});
