/** Digest of the model that ships with the package; the build refuses a file that differs. */
export const DEFAULT_INTEGRITY = "sha256-xkknSAt0/mn8yTIF+T9h/6ixwWajPdZLCJfxOjKPMPE=";

/** Where it lies: beside this file, in the package. */
export function defaultModelUrl() {
  return new URL("./models/default.safetensors", import.meta.url).href;
}

/** Digest of the face locator's weights; the build makes them, and refuses to make others. */
export const DEFAULT_LOCATOR_INTEGRITY = "sha256-xy5FkTd7OrNlg7eoyrZ+jctcavbgwFeWPPoXMdGJMVg=";

/** Where they lie. */
export function defaultLocatorUrl() {
  return new URL("./models/locator.safetensors", import.meta.url).href;
}
