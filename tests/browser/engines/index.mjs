// The engines beside Chromium, each behind the same few methods.
const DRIVERS = { firefox: () => import("./firefox.mjs"), webkit: () => import("./webkit.mjs") };

/** A page that is open. @typedef {{ evaluate: (run: Function, argument: any) => Promise<any>, complaints: string[], close: () => Promise<unknown> }} Page */

/** @typedef {{ version: string, open: (url: string) => Promise<Page>, close: () => Promise<unknown> }} Engine */

/** @param {string} name @returns {Promise<Engine>} */
export async function openEngine(name) {
  if (!DRIVERS[name]) throw new Error(`ATTN_FIQA_ENGINE is ${name}: chromium, ${Object.keys(DRIVERS).join(" or ")}`);
  return (await DRIVERS[name]()).launch();
}
