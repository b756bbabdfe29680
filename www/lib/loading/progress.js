/** Progress of several downloads as one. */
/** @import { Progress } from "../types.js" */

/**
 * Adds up their bytes. The total is known as soon as every download knows its own.
 *
 * @param {(progress: Progress) => void} onProgress
 * @param {number} count
 * @returns {((progress: Progress) => void)[]} one listener for each download
 */
export function addUp(onProgress, count) {
  /** @type {(Progress | null)[]} */
  const latest = Array(count).fill(null);
  return latest.map((_, i) => (progress) => {
    latest[i] = progress;
    const loaded = latest.reduce((sum, one) => sum + (one?.loaded ?? 0), 0);
    const known = latest.every((one) => one && one.total !== null);
    onProgress({ ...progress, loaded, total: known ? latest.reduce((sum, one) => sum + Number(one?.total), 0) : null });
  });
}
