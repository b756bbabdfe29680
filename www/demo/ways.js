/** The ways to a face: which one the photo goes, what to say about it, which others to offer. */

const $ = (id) => document.getElementById(id);

/**
 * The photo shown. Its face is found ("detect"), was chosen among several or marked by hand ("landmarks"), is being
 * marked ("marking"), or is the whole picture ("aligned").
 *
 * @typedef {object} Photo
 * @property {Blob} blob
 * @property {string} name
 * @property {number} width in pixels; 0 if the browser cannot show it
 * @property {number} height
 * @property {"detect" | "landmarks" | "marking" | "aligned"} way
 * @property {import("attn-fiqa").Landmarks} [landmarks]
 * @property {readonly import("attn-fiqa").OtherFace[]} found all faces, the one that matters most first
 * @property {number | null} chosen which of them is scored; null if none of them
 */

/**
 * What the engine is asked.
 *
 * @param {Photo} photo
 * @returns {import("attn-fiqa").AssessOptions}
 */
export function toOptions({ way, landmarks }) {
  return { detect: {}, aligned: { crop: "aligned" }, landmarks: { landmarks } }[way];
}

/**
 * What happened, and what one can do now.
 *
 * @param {Photo} photo
 */
export function story({ way, found, chosen, name }) {
  if (way === "aligned") return `Scored as a face crop: ${name}.`;
  if (chosen === null) return "Scored where you marked the face. Drag a ring to correct it.";
  if (found.length === 1) return "One face found. Drag a ring to correct it.";
  return `${found.length} faces found; face ${chosen + 1} is scored. Choose another by its number.`;
}

/** @param {Photo} photo */
export function showWays({ way, found, width }) {
  $("aligned").checked = way === "aligned";
  // A crop has its landmarks where the template says.
  for (const id of ["landmarks", "outline"]) $(id).disabled = way === "aligned";
  $("again").hidden = found.length === 0 || way === "detect";
  $("mark").hidden = way === "aligned" || way === "marking" || width === 0;
  $("frame").classList.toggle("marking", way === "marking");
}
