/** @import { Progress } from "./types.js" */

/**
 * Two downloads as one: their bytes added up.
 *
 * @param {(progress: Progress) => void} onProgress
 * @returns {((progress: Progress) => void)[]} one listener for each
 */
export function addUp(onProgress) {
  /** @type {(Progress | null)[]} */
  const latest = [null, null];
  return latest.map((_, i) => (progress) => {
    latest[i] = progress;
    const under = latest.filter((one) => one !== null);
    const totals = under.map(({ total }) => total);
    const total = totals.includes(null) ? null : totals.reduce((sum, one) => Number(sum) + Number(one), 0);
    onProgress({ ...progress, loaded: under.reduce((sum, { loaded }) => sum + loaded, 0), total });
  });
}
