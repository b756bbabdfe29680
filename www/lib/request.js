/** The options of one assessment, checked, in the form that the engine reads. */
/** @import { AssessOptions, Landmarks } from "./types.js" */
import { FaceQualityError } from "./errors.js";
import { oneOf } from "./options.js";

/**
 * What `src/web/request.rs` reads.
 *
 * @typedef {{ aligned: boolean, landmarks?: number[], preset?: string, thresholds?: string }} EngineRequest
 */

const CROPS = ["detect", "aligned"];
const PRESETS = ["enrol", "verify", "lenient"];

/** @param {AssessOptions} options @returns {EngineRequest} @throws {FaceQualityError} `unsupported-input` */
export function toRequest({ crop = "detect", landmarks, preset = "verify", thresholds }) {
  oneOf("crop", crop, CROPS);
  oneOf("preset", preset, PRESETS);
  if (thresholds === null || !["object", "undefined"].includes(typeof thresholds)) throw wrongThresholds("are not an object");
  return {
    aligned: crop === "aligned" && !landmarks,
    landmarks: landmarks && flatten(landmarks),
    preset,
    thresholds: thresholds && toJson(thresholds),
  };
}

/** @param {object} thresholds */
function toJson(thresholds) {
  try {
    return JSON.stringify(thresholds);
  } catch (cause) {
    throw wrongThresholds("cannot be read", cause);
  }
}

/** @param {string} what @param {unknown} [cause] */
function wrongThresholds(what, cause) {
  return new FaceQualityError("unsupported-input", `the thresholds ${what}: give { yaw: { warn: 88, fail: 75 } }`, { cause });
}

/** @param {Landmarks} landmarks */
function flatten(landmarks) {
  const values = Array.from(landmarks, (point) => [point?.[0], point?.[1]]).flat();
  if (values.length !== 10 || !values.every(Number.isFinite)) {
    throw new FaceQualityError("unsupported-input", "landmarks are five [x, y] pairs of finite numbers");
  }
  return values;
}
