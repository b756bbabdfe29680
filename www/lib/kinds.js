/**
 * What an object of a page is, whichever window made it: `instanceof` knows only the classes of its own window, and an
 * object of an iframe or a popup has others.
 */

/** A getter of each class that throws on everything else: it reads what the browser holds, which cannot be imitated. */
const GETTERS = {
  ArrayBuffer: "byteLength",
  Blob: "size",
  HTMLCanvasElement: "width",
  HTMLImageElement: "naturalWidth",
  HTMLVideoElement: "videoWidth",
  ImageBitmap: "width",
  ImageData: "width",
  OffscreenCanvas: "width",
  Response: "ok",
  URL: "href",
  VideoFrame: "codedWidth",
};

/**
 * Whether it is one; false where the browser or worker lacks the class.
 *
 * @template {keyof typeof GETTERS} Kind
 * @param {unknown} value
 * @param {Kind} kind
 * @returns {value is InstanceType<(typeof globalThis)[Kind]>}
 */
export function isA(value, kind) {
  try {
    const { get } = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(globalThis[kind].prototype, GETTERS[kind]));
    /** @type {() => unknown} */ (get).call(value);
    return true;
  } catch {
    return false;
  }
}

/**
 * Bytes of a buffer, or of any view of one; null if it is neither.
 *
 * @param {unknown} value
 * @returns {Uint8Array | null}
 */
export function bytesOf(value) {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return isA(value, "ArrayBuffer") ? new Uint8Array(value) : null;
}
