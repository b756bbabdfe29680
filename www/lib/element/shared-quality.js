/**
 * The models of a page: one for each (model, assets), loaded once, however many elements use it, and freed some time after the
 * last one has gone.
 */
/** @import { LoadOptions } from "../types.js" */
import { FaceQuality } from "../face-quality.js";

/** Milliseconds after which a model that nobody uses is freed: an element that moves within its page leaves and comes back. */
const GRACE = 10_000;

/** What makes two loads the same. @typedef {Pick<LoadOptions, "model"> & { assets?: any }} Source */

/**
 * @typedef {object} Shared
 * @property {Source} source
 * @property {Promise<FaceQuality>} quality
 * @property {number} users
 * @property {ReturnType<typeof setTimeout> | undefined} end
 */

/** @type {Shared[]} */
const all = [];

/**
 * The model, loading or loaded. One that could not be loaded is tried again for the next one who asks.
 *
 * @param {Source} source
 * @returns {{ quality: Promise<FaceQuality>, release: () => void }} release it once, when it is not needed any more
 */
export function acquire(source) {
  const shared = all.find((one) => isSame(one.source, source)) ?? begin(source);
  clearTimeout(shared.end);
  shared.users += 1;
  return { quality: shared.quality, release: () => release(shared) };
}

/** @param {Source} source */
function begin(source) {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== null));
  /** @type {Shared} */
  const shared = { source, quality: FaceQuality.load(given), users: 0, end: undefined };
  all.push(shared);
  shared.quality.catch(() => forget(shared));
  return shared;
}

/** @param {Shared} shared */
function release(shared) {
  shared.users -= 1;
  if (shared.users > 0) return;
  shared.end = setTimeout(() => {
    forget(shared);
    shared.quality.then(
      (quality) => quality.dispose(),
      () => {},
    );
  }, GRACE);
}

/** @param {Shared} shared */
function forget(shared) {
  const at = all.indexOf(shared);
  if (at >= 0) all.splice(at, 1);
}

/** @param {Source} a @param {Source} b */
const isSame = (a, b) => key(a.model) === key(b.model) && key(a.assets) === key(b.assets);

/** Addresses are the same if they read the same, all else if it is one object. @param {unknown} value */
const key = (value) => (value instanceof URL ? value.href : (value ?? null));
