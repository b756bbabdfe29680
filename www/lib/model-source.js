/** @import { LoadOptions } from "./types.js" */
import { DEFAULT_INTEGRITY, defaultModelUrl } from "./default-model.js";
import { FaceQualityError, toFaceQualityError } from "./errors.js";
import { refusePage, statedLength } from "./server-answer.js";

/**
 * Where to get a file from, as plain data; and its digest, if that is known.
 *
 * @typedef {({ url: string } | { blob: Blob } | { bytes: Uint8Array } | Stream) & { integrity?: string }} ModelSource
 * @typedef {{ stream: ReadableStream<Uint8Array>, total: number | null }} Stream
 */

/** Bytes in one piece of a stream to a worker. */
const PIECE = 1 << 20;

/**
 * @param {LoadOptions} options
 * @returns {ModelSource}
 * @throws {FaceQualityError} `model-fetch`
 */
export function toModelSource({ model, integrity }) {
  if (model === undefined) return { url: defaultModelUrl(), integrity: integrity ?? DEFAULT_INTEGRITY };
  if (typeof model === "string" || model instanceof URL) return { url: absolute(model), integrity };
  if (model instanceof Response) return { ...fromResponse(model), integrity };
  if (model instanceof Blob) return { blob: model, integrity };
  if (model instanceof ArrayBuffer) return { bytes: new Uint8Array(model), integrity };
  if (model instanceof Uint8Array) return { bytes: model, integrity };
  throw new FaceQualityError("model-fetch", "model is a URL, a File or Blob, bytes or a Response");
}

/** @param {string | URL} url */
function absolute(url) {
  try {
    return new URL(url, globalThis.document?.baseURI ?? globalThis.location?.href).href;
  } catch (cause) {
    throw toFaceQualityError(cause, "model-fetch");
  }
}

/**
 * @param {Response} response
 * @returns {Stream}
 */
function fromResponse(response) {
  const refused = (/** @type {string} */ why) => new FaceQualityError("model-fetch", `the model's Response cannot be used: ${why}`);
  const { ok, status, statusText, bodyUsed, body } = response;
  if (!ok) throw refused(`the server answered ${status} ${statusText}`.trimEnd());
  if (bodyUsed || !body || body.locked) throw refused("its body was read already");
  refusePage(response, refused);
  return { stream: body, total: statedLength(response) };
}

/**
 * A source on its way to a worker, and what of it is given away. The caller's bytes are copied a piece at a time, when
 * the worker wants the next one.
 *
 * @param {ModelSource} source
 * @returns {Promise<{ source: ModelSource, transfer: Transferable[] }>}
 */
export async function toPortable(source) {
  if (!("bytes" in source) && !("stream" in source)) return { source, transfer: [] };
  const { integrity } = source;
  const { stream, total } = "stream" in source ? source : { stream: streamOf(source.bytes), total: source.bytes.length };
  if (canTransferStreams()) return { source: { stream, total, integrity }, transfer: [stream] };
  // Safari: the browser keeps the bytes, the worker reads them there.
  return { source: { blob: await new Response(stream).blob(), integrity }, transfer: [] };
}

/**
 * @param {Uint8Array} bytes
 * @returns {ReadableStream<Uint8Array>}
 */
function streamOf(bytes) {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at < bytes.length) controller.enqueue(bytes.slice(at, (at += PIECE)));
      else controller.close();
    },
  });
}

function canTransferStreams() {
  const stream = new ReadableStream();
  try {
    structuredClone(stream, { transfer: [stream] });
    return true;
  } catch {
    return false;
  }
}
