// Places in one size of a picture are the same places in another.
import assert from "node:assert/strict";
import { test } from "node:test";
import { scaleAssessment, scaleBetween, scaleLandmarks } from "../../www/lib/geometry.js";

const box = { x: 10, y: 20, width: 30, height: 30 };
/** @type {any} */
const landmarks = [
  [12, 25],
  [30, 26],
  [21, 33],
  [14, 40],
  [29, 41],
];
/** @type {any} */
const assessment = {
  score: -1,
  face: {
    box,
    landmarks,
    confidence: 1,
    transform: [1.5, -0.2, 3, 0.2, 1.5, -4],
    contour: [[11, 22]],
    count: 2,
    others: [{ box, landmarks, confidence: 0.5 }],
  },
};

/** @type {(transform: any, point: any) => number[]} */
const toCrop = ([a, c, e, b, d, f], [x, y]) => [a * x + c * y + e, b * x + d * y + f];

test("a point stays at its place in the crop", () => {
  const scale = scaleBetween({ width: 400, height: 300 }, { width: 1000, height: 751 });
  const { face } = scaleAssessment(assessment, scale);
  landmarks.forEach((point, i) => {
    const [before, after] = [toCrop(assessment.face.transform, point), toCrop(face.transform, face.landmarks[i])];
    before.forEach((at, axis) => assert.ok(Math.abs(at - after[axis]) < 1e-9));
  });
  assert.deepEqual(face.others[0].landmarks, face.landmarks);
  assert.equal(face.box.width, 75);
  assert.equal(face.box.x, 10.5 * 2.5 - 0.5, "the centre of the first pixel is at 0");
});

test("there and back is the same", () => {
  const there = scaleBetween({ width: 400, height: 300 }, { width: 173, height: 130 });
  const back = scaleBetween({ width: 173, height: 130 }, { width: 400, height: 300 });
  const again = scaleLandmarks(scaleLandmarks(landmarks, there), back);
  landmarks.flat().forEach((at, i) => assert.ok(Math.abs(at - again.flat()[i]) < 1e-9));
});

test("nothing changes at the same size, or without a face", () => {
  assert.equal(scaleAssessment(assessment, [1, 1]), assessment);
  /** @type {any} */
  const aligned = { score: -1, face: null };
  assert.equal(scaleAssessment(aligned, [2, 2]), aligned);
  assert.equal(scaleAssessment({ ...assessment, face: { ...assessment.face, contour: null } }, [2, 2]).face.contour, null);
});
