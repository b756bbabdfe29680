/**
 * Room for frames that wait for their turn. A file waits where the browser keeps it; a frame of 12 megapixels takes 48 MB,
 * and a page that asks for many at once would run out of memory.
 */
/** @import { Size } from "./image-source.js" */

/** Pixels of all frames kept whole: 64 MB. */
const WHOLE = 16e6;
/** Pixels of a frame for which there is no room: 4 MB. */
const SMALL = 1e6;

/** Of this page, for all engines. */
let kept = 0;

/**
 * Room for one frame at a time.
 *
 * @returns {{ fit: (size: Size) => Size, free: () => void }} `fit`: the size to keep a frame in; `free`: it waits no longer
 */
export function roomForOne() {
  let own = 0;
  /** @param {Size} size @returns {Size} */
  const fit = ({ width, height }) => {
    const pixels = width * height;
    const scale = kept === 0 || kept + pixels <= WHOLE ? 1 : Math.min(1, Math.sqrt(SMALL / pixels));
    own = pixels * scale * scale;
    kept += own;
    if (scale === 1) return { width, height };
    return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  };
  const free = () => {
    kept -= own;
    own = 0;
  };
  return { fit, free };
}
