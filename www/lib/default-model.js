/** Digest of the model that ships with the package; the build refuses a file that differs. */
export const DEFAULT_INTEGRITY = "sha256-eFiYMWi0rEwSsAgGDLHlRA72VNH3AGqyErbLNx7td00=";

/** Where it lies: beside this file, in the package. */
export function defaultModelUrl() {
  return new URL("./models/default.safetensors", import.meta.url).href;
}
