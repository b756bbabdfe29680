/** The photo shown, and the ways to the face in it: which way it goes, what to say about it, which others to offer. */
/** @import { AssessOptions, Assessment, Landmarks, OtherFace } from "attn-fiqa" */
import { $ } from "./page.js";
import { say } from "./words.js";

/**
 * Its face is found ("detect"), was chosen among several or marked by hand ("landmarks"), is being marked ("marking"), or
 * is the whole picture ("aligned").
 *
 * @typedef {object} Photo
 * @property {number} id of its card in the album
 * @property {Blob | OffscreenCanvas} image what is scored and drawn: the file, or what sliders made of it
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
  if (way === "aligned") return say("prompt.aligned", { name });
  if (chosen === null) return say("prompt.marked") + correction();
  if (found.length === 1) return say("prompt.one") + correction();
  return say("prompt.several", { count: found.length, number: chosen + 1 });
}

/** By mouse, finger or keyboard, once the rings are shown. */
const correction = () => ($("landmarks").checked ? ` ${say("prompt.correct")}` : "");

/** The name of what is scored. @param {Photo} photo */
export function fullName({ name, chosen }) {
  return chosen ? say("faces.named", { name, number: chosen + 1 }) : name;
}

/** @param {Photo} photo */
export function showWays({ way, found, width }) {
  $("aligned").checked = way === "aligned";
  // In an aligned crop, the template says where the landmarks are.
  $("landmarks").disabled = $("outline").disabled = way === "aligned";
  $("again").hidden = found.length === 0 || way === "detect";
  $("mark").hidden = way === "aligned" || way === "marking" || width === 0;
  $("frame").classList.toggle("marking", way === "marking");
}

/** Remembers the faces that were found. @param {Photo} photo @param {Assessment} assessment */
export function keepFaces(photo, { face }) {
  if (face && photo.way === "detect") Object.assign(photo, { found: [face, ...face.others], chosen: 0 });
}
