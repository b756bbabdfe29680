/** The heatmap's colour maps. */
/** @import { Colormap } from "./types.js" */

/** From dark blue to dark red. Source: MATLAB's `jet`, as OpenCV's COLORMAP_JET. @type {Colormap} */
function jet(value) {
  const channel = (/** @type {number} */ peak) => 255 * Math.min(Math.max(1.5 - Math.abs(4 * value - peak), 0), 1);
  return [channel(3), channel(2), channel(1)];
}

/** Ten colours, evenly spaced. Source: matplotlib's `viridis` (CC0). */
const VIRIDIS = [0x440154, 0x482878, 0x3e4989, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58, 0xb5de2b, 0xfde725];

/** From dark violet to yellow, in steps that look equal. @type {Colormap} */
function viridis(value) {
  const place = value * (VIRIDIS.length - 1);
  const below = Math.min(Math.floor(place), VIRIDIS.length - 2);
  const channel = (/** @type {number} */ shift) => {
    const [low, high] = [VIRIDIS[below], VIRIDIS[below + 1]].map((colour) => (colour >> shift) & 255);
    return low + (high - low) * (place - below);
  };
  return [channel(16), channel(8), channel(0)];
}

/** A value from 0 to 1 → its colour, as the heatmap shows it. @type {{ readonly jet: Colormap, readonly viridis: Colormap }} */
export const COLORMAPS = Object.freeze({ jet, viridis });
