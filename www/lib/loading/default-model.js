/** The files that ship with the package: where they are, and their digests. */

/** Of the model; a test compares it with the file. */
export const DEFAULT_INTEGRITY = "sha256-xkknSAt0/mn8yTIF+T9h/6ixwWajPdZLCJfxOjKPMPE=";

export function defaultModelUrl() {
  return new URL("../models/default.safetensors", import.meta.url).href;
}

/** Of the face locator's weights; the build makes them, and refuses to make others. */
export const DEFAULT_LOCATOR_INTEGRITY = "sha256-xy5FkTd7OrNlg7eoyrZ+jctcavbgwFeWPPoXMdGJMVg=";

export function defaultLocatorUrl() {
  return new URL("../models/locator.safetensors", import.meta.url).href;
}
