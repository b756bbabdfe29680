/**
 * Gives the memory of bytes back now, as the bytes are lost: a worker that waits for calls collects its garbage late or never, and
 * what a load leaves would be a fifth of the engine's memory. Browsers without `transfer` (before Chrome 114, Firefox 122, Safari 17.4)
 * leave it to their collector.
 *
 * @param {readonly Uint8Array[]} pieces
 */
export function free(pieces) {
  for (const { buffer } of pieces) /** @type {{ transfer?: (length: number) => void }} */ (buffer).transfer?.(0);
}
