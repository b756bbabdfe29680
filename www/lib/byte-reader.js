/**
 * Bytes in pieces, from a stream or an array of this thread, or from the page into a worker. One buffer is filled again
 * and again: pieces left to the garbage collector would be most of a load's memory.
 */
import { FaceQualityError } from "./errors.js";

/** Bytes in a piece. */
const PIECE = 256 * 1024;

/**
 * @typedef {{ next: () => Promise<Uint8Array | null>, cancel: (reason: unknown) => void }} ByteReader `next`: good until
 * it is called again; null at the end
 */

/**
 * @param {ReadableStream<Uint8Array>} stream
 * @returns {ByteReader}
 */
export function readStream(stream) {
  const byob = byobReader(stream);
  if (!byob) {
    const reader = stream.getReader();
    return { next: async () => (await reader.read()).value ?? null, cancel: (reason) => ignore(reader.cancel(reason)) };
  }
  let buffer = new ArrayBuffer(PIECE);
  const next = async () => {
    const { done, value } = await byob.read(new Uint8Array(buffer));
    if (value) buffer = value.buffer;
    return done ? null : value;
  };
  return { next, cancel: (reason) => ignore(byob.cancel(reason)) };
}

/**
 * @param {Uint8Array} bytes stay as they are
 * @returns {ByteReader}
 */
export function readBytes(bytes) {
  let at = 0;
  return { next: async () => (at < bytes.length ? bytes.subarray(at, (at += PIECE)) : null), cancel: () => {} };
}

/**
 * Lets a worker read here, through a port.
 *
 * @param {ByteReader} reader
 * @returns {MessagePort}
 */
export function lend(reader) {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = async ({ data: buffer }) => {
    try {
      const bytes = await reader.next();
      if (!bytes) return port1.postMessage(null);
      const piece = new Uint8Array(bytes.length <= buffer.byteLength ? buffer : bytes.length, 0, bytes.length);
      piece.set(bytes);
      port1.postMessage({ bytes: piece }, [piece.buffer]);
    } catch (error) {
      port1.postMessage({ error: String(/** @type {Error} */ (error)?.message ?? error) });
    }
  };
  return port2;
}

/**
 * The worker's side.
 *
 * @param {MessagePort} port
 * @returns {ByteReader}
 */
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

/** @param {ReadableStream<Uint8Array>} stream */
function byobReader(stream) {
  try {
    return stream.getReader({ mode: "byob" });
  } catch {
    // Not a stream of bytes, or a browser without such.
    return null;
  }
}

/** @param {Promise<unknown>} work */
function ignore(work) {
  work.catch(() => {});
}
