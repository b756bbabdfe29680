/** The one photo that the element holds: where it comes from, what was found, and whether the form takes it. */
/** @import { Assessment, ImageSource } from "../types.js" */
/** @import { FaceQualityError } from "../errors.js" */
/** @import { Requirement } from "./requirement.js" */
import { asks, meets } from "./requirement.js";

/**
 * `image`: what is drawn; the canvas of a camera's photo, else the file itself. Neither `assessment` nor `error`: it is
 * being checked.
 *
 * @typedef {object} Photo
 * @property {File | null} file what the form gets; null while a photo of the camera is being encoded
 * @property {"camera" | "file"} source
 * @property {Exclude<ImageSource, ArrayBuffer | Uint8Array>} image
 * @property {Assessment | null} assessment
 * @property {FaceQualityError | null} error
 */

/** Why a form does not take a photo. @typedef {"no-face" | "unreadable" | "unchecked" | "low"} Refusal */

/** Errors that are about the picture: no other engine could do better. */
const UNREADABLE = ["decode", "too-large", "unsupported-input", "tainted"];

/** @param {Photo} photo */
export const isChecking = ({ assessment, error }) => !assessment && !error;

/**
 * @param {Photo} photo that was checked
 * @param {Requirement} requirement
 * @returns {Refusal | null} null: the form takes it
 */
export function refusalOf({ assessment, error }, requirement) {
  if (assessment) return meets(assessment, requirement) ? null : "low";
  if (error?.code === "no-face") return "no-face";
  if (error && UNREADABLE.includes(error.code)) return "unreadable";
  // A check that could not be made must not stop a form that asks for nothing.
  return asks(requirement) ? "unchecked" : null;
}

/** Of 0 to 1: no artefacts that the checks or a recogniser would see, a tenth of a PNG's bytes. */
const JPEG_QUALITY = 0.95;

/**
 * The photo in a canvas as a file, encoded once.
 *
 * @param {HTMLCanvasElement} canvas
 * @returns {Promise<File>}
 */
export async function toFile(canvas) {
  const blob = await new Promise((/** @type {BlobCallback} */ resolve) => canvas.toBlob(resolve, "image/jpeg", JPEG_QUALITY));
  if (!blob) throw new Error(`the photo of ${canvas.width}×${canvas.height} pixels cannot be encoded`);
  return new File([blob], "photo.jpg", { type: blob.type, lastModified: Date.now() });
}
