/**
 * Bytes in pieces: from a stream or an array of this thread, or from the page into a worker. The same buffer is filled
 * again and again; new ones would be most of a load's memory until the garbage collector runs.
 */
import { FaceQualityError } from "../errors.js";
import { free } from "./freed.js";

/** Bytes in a piece. */
const PIECE = 256 * 1024;

/**
 * @typedef {{ next: () => Promise<Uint8Array | null>, cancel: (reason: unknown) => void }} ByteReader a piece from
 * `next` is valid until the next call; null at the end
 */

/** @param {ReadableStream<Uint8Array>} stream @returns {ByteReader} */
export function readStream(stream) {
  const reader = byobReader(stream);
  if (!reader) return readDefault(stream.getReader());
  const cancel = (/** @type {unknown} */ reason) => void reader.cancel(reason).catch(() => {});
  let buffer = new ArrayBuffer(PIECE);
  const next = async () => {
    const { done, value } = await reader.read(new Uint8Array(buffer));
    if (value) buffer = value.buffer;
    if (done) free([new Uint8Array(buffer)]);
    return done ? null : value;
  };
  return { next, cancel };
}

/** @param {ReadableStreamDefaultReader<Uint8Array>} reader @returns {ByteReader} */
function readDefault(reader) {
  const cancel = (/** @type {unknown} */ reason) => void reader.cancel(reason).catch(() => {});
  return { next: async () => (await reader.read()).value ?? null, cancel };
}

/** @param {Uint8Array} bytes not changed @returns {ByteReader} */
export function readBytes(bytes) {
  let at = 0;
  return { next: async () => (at < bytes.length ? bytes.subarray(at, (at += PIECE)) : null), cancel: () => {} };
}

/**
 * Lets a worker read from this reader, through a port. At the end the port holds nothing.
 *
 * @param {ByteReader} reader
 * @returns {{ port: MessagePort, cancel: (reason: unknown) => void }}
 */
export function lend(reader) {
  const { port1, port2 } = new MessageChannel();
  const end = () => {
    port1.onmessage = null;
    port1.close();
  };
  port1.onmessage = async ({ data: buffer }) => {
    try {
      const bytes = await reader.next();
      const piece = bytes && copyInto(buffer, bytes);
      port1.postMessage(piece && { bytes: piece }, piece ? [piece.buffer] : []);
      if (!piece) end();
    } catch (error) {
      port1.postMessage({ error: String(/** @type {Error} */ (error)?.message ?? error) });
      end();
    }
  };
  const cancel = (/** @type {unknown} */ reason) => {
    end();
    reader.cancel(reason);
  };
  return { port: port2, cancel };
}

/** The worker's side of `lend`. @param {MessagePort} port @returns {ByteReader} */
export function readPort(port) {
  let buffer = new ArrayBuffer(PIECE);
  const next = async () => {
    const answer = new Promise((resolve) => (port.onmessage = ({ data }) => resolve(data)));
    port.postMessage(buffer, [buffer]);
    const piece = /** @type {{ bytes?: Uint8Array<ArrayBuffer>, error?: string } | null} */ (await answer);
    if (piece?.error !== undefined) throw new FaceQualityError("model-fetch", piece.error);
    buffer = piece?.bytes?.buffer ?? buffer;
    return piece?.bytes ?? null;
  };
  return { next, cancel: () => port.close() };
}

/** @param {ArrayBuffer} buffer used if it is large enough: a stream's own pieces have any size @param {Uint8Array} bytes */
function copyInto(buffer, bytes) {
  const copy = new Uint8Array(bytes.length <= buffer.byteLength ? buffer : new ArrayBuffer(bytes.length), 0, bytes.length);
  copy.set(bytes);
  return copy;
}

/** @param {ReadableStream<Uint8Array>} stream */
function byobReader(stream) {
  try {
    return stream.getReader({ mode: "byob" });
  } catch {
    // Not a stream of bytes, or the browser has none.
    return null;
  }
}
