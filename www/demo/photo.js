/** The photo shown, and the ways to the face in it: which way it goes, what to say about it, which others to offer. */
/** @import { AssessOptions, Landmarks, OtherFace } from "attn-fiqa" */
import { $ } from "./page.js";

/**
 * Its face is found ("detect"), was chosen among several or marked by hand ("landmarks"), is being marked ("marking"), or
 * is the whole picture ("aligned").
 *
 * @typedef {object} Photo
 * @property {Blob} blob
 * @property {string} name
 * @property {number} width in pixels; 0 if the browser cannot show it
 * @property {number} height
 * @property {"detect" | "landmarks" | "marking" | "aligned"} way
 * @property {Landmarks} [landmarks]
 * @property {readonly OtherFace[]} found all faces, the most important one first
 * @property {number | null} chosen which of them is scored; null if none of them
 *
 * @typedef {{ blob: Blob, name: string, aligned?: boolean }} Chosen a photo before it is decoded
 */

/** What the engine is asked. @param {Photo} photo @returns {AssessOptions} */
export function toOptions({ way, landmarks }) {
  return way === "aligned" ? { crop: "aligned" } : way === "landmarks" ? { landmarks } : {};
}

/** What happened, and what one can do now. @param {Photo} photo */
export function story({ way, found, chosen, name }) {
  if (way === "aligned") return `Scored as a face crop: ${name}.`;
  if (chosen === null) return `Scored where you marked the face. ${CORRECT}`;
  if (found.length === 1) return `One face found. ${CORRECT}`;
  return `${found.length} faces found; face ${chosen + 1} is scored. Choose another by its number.`;
}

/** By mouse, finger or keyboard. */
const CORRECT = "To correct it, drag a ring, or choose one with Tab and move it with the arrow keys.";

/** @param {Photo} photo */
export function showWays({ way, found, width }) {
  $("aligned").checked = way === "aligned";
  // In an aligned crop, the template says where the landmarks are.
  $("landmarks").disabled = $("outline").disabled = way === "aligned";
  $("again").hidden = found.length === 0 || way === "detect";
  $("mark").hidden = way === "aligned" || way === "marking" || width === 0;
  $("frame").classList.toggle("marking", way === "marking");
}
