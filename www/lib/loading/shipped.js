/** The files that ship with the package, and their digests. */
/** @import { Address } from "../assets.js" */
/** @import { ModelSource } from "./model-source.js" */
import { IF_LOST } from "../assets.js";
import { DIGESTS } from "../digests.js";
import { FaceQualityError } from "../errors.js";

/** @param {Address} url @returns {ModelSource} the default model */
export const shippedModel = (url) => shipped("model", url, DIGESTS.default);

/** @param {Address} url @returns {ModelSource} the face locator's weights */
export const shippedLocator = (url) => shipped("face locator", url, DIGESTS.locator);

/** @param {string} name @param {Address} url @param {string} integrity */
function shipped(name, url, integrity) {
  if (url === null) throw new FaceQualityError("model-fetch", `it is not known where the ${name} is: ${IF_LOST}`);
  return { url, integrity, isShipped: true };
}
