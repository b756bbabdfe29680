/** Whether the form may be sent, and if not, why, in a sentence to the person. */
/** @import { Words } from "../types.js" */
/** @import { Photo } from "./photo.js" */
/** @import { Requirement } from "./requirement.js" */
import { isChecking, refusalOf } from "./photo.js";

/** @typedef {{ flags: ValidityStateFlags, message: string }} Complaint */

/**
 * @param {Photo | null} photo
 * @param {{ required: boolean, requirement: Requirement, custom: string }} rules `custom`: the page's own complaint
 * @param {Words} words
 * @returns {Complaint | null} null: valid
 */
export function complaintOf(photo, { required, requirement, custom }, words) {
  if (custom) return { flags: { customError: true }, message: custom };
  if (!photo) return required ? { flags: { valueMissing: true }, message: words.say("element.invalid.missing") } : null;
  if (isChecking(photo)) return { flags: { customError: true }, message: words.say("element.invalid.checking") };
  const message = refusalMessage(photo, requirement, words);
  return message ? { flags: { customError: true }, message } : null;
}

/** @param {Photo} photo @param {Requirement} requirement @param {Words} words */
function refusalMessage(photo, requirement, words) {
  switch (refusalOf(photo, requirement)) {
    case null:
      return null;
    case "low":
      return words.say("element.invalid.refused", { reason: firstReason(photo, words) });
    case "unchecked":
      return words.say("element.invalid.unchecked");
    default:
      return words.error(/** @type {Error} */ (photo.error));
  }
}

/** What to do about a photo that is not good enough. @param {Photo} photo @param {Words} words */
export function firstReason({ assessment }, words) {
  const first = assessment?.advice[0];
  return first ? words.reason(first) : words.say("element.invalid.low");
}
