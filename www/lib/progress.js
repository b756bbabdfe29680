/** @import { Progress } from "./types.js" */

/**
 * Several downloads as one: their bytes added up. The total is known once each has told its own.
 *
 * @param {(progress: Progress) => void} onProgress
 * @param {number} count
 * @returns {((progress: Progress) => void)[]} one listener for each
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
