/** Passes on a GPU in Firefox, which looks whether one is done every 100 ms, or when something is submitted (Mozilla's bug 1870699). */

/** Milliseconds between two looks: as often as a timer may ring (HTML, "timers"). */
const INTERVAL = 4;

/**
 * The outcome of a pass, which is asked for again and again where that helps.
 *
 * @template T
 * @param {Promise<T>} pass
 * @param {() => void} nudge submits nothing
 */
export async function hurried(pass, nudge) {
  if (!navigator.userAgent.includes("Firefox/")) return pass;
  const timer = setInterval(nudge, INTERVAL);
  try {
    return await pass;
  } finally {
    clearInterval(timer);
  }
}
