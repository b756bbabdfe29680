/** The files that ship with the package: where they are, and their digests. */
/** @import { ModelSource } from "./model-source.js" */
import { DIGESTS } from "../digests.js";

/** @returns {ModelSource & { integrity: string }} */
export function defaultModel() {
  return { url: new URL("../models/default.safetensors", import.meta.url).href, integrity: DIGESTS.default };
}

/** @returns {ModelSource & { integrity: string }} of the face locator's weights */
export function defaultLocator() {
  return { url: new URL("../models/locator.safetensors", import.meta.url).href, integrity: DIGESTS.locator };
}
