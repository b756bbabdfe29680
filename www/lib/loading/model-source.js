/** Where a model is: what the caller gives, as plain data, for this thread or for a worker. */
/** @import { LoadOptions } from "../types.js" */
import { absolute } from "../assets.js";
import { FaceQualityError, toFaceQualityError } from "../errors.js";
import { bytesOf, isA } from "../kinds.js";
import { describe } from "../options.js";
import { lend, readBytes, readPort, readStream } from "./byte-reader.js";
import { refusePage, statedLength } from "./server-answer.js";

/**
 * Where to get a file from, as plain data; and its digest, if it is known. `isShipped`: with the package.
 *
 * @typedef {({ url: string, isShipped?: boolean } | { blob: Blob } | { bytes: Uint8Array } | Stream | Port) & { integrity?: string }} ModelSource
 * @typedef {{ stream: ReadableStream<Uint8Array>, total: number | null }} Stream
 * @typedef {{ port: MessagePort, total: number | null }} Port to bytes or a stream of the page
 * @typedef {Exclude<ModelSource, { url: string }>} Here what the page has or is receiving
 */

/**
 * @param {LoadOptions} options
 * @param {() => ModelSource} shipped with the package: taken if no model is given
 * @returns {ModelSource}
 * @throws {FaceQualityError} `model-fetch`
 */
export function toModelSource({ model, integrity }, shipped) {
  if (model === undefined) return { ...shipped(), ...(integrity !== undefined && { integrity }) };
  if (typeof model === "string" || isA(model, "URL")) return { url: toAddress(model), integrity };
  if (isA(model, "Response")) return { ...fromResponse(model), integrity };
  if (isA(model, "Blob")) return { blob: model, integrity };
  const bytes = bytesOf(model);
  if (bytes) return { bytes, integrity };
  throw new FaceQualityError("model-fetch", `model is a URL, a File or Blob, bytes or a Response, not ${describe(model)}`);
}

/** @param {string | URL} url */
function toAddress(url) {
  try {
    return absolute(url);
  } catch (cause) {
    throw toFaceQualityError(cause, "model-fetch");
  }
}

/** @param {Response} response @returns {Stream} */
function fromResponse(response) {
  const refused = (/** @type {string} */ why) => new FaceQualityError("model-fetch", `the model's Response cannot be used: ${why}`);
  const { ok, status, statusText, bodyUsed, body } = response;
  if (!ok) throw refused(`the server answered ${status} ${statusText}`.trimEnd());
  if (bodyUsed || !body || body.locked) throw refused("its body was already read");
  refusePage(response, refused);
  return { stream: body, total: statedLength(response) };
}

/**
 * The same source for a worker, which reads the page's bytes and streams through a port.
 *
 * @param {ModelSource} source
 * @returns {{ source: ModelSource, transfer: Transferable[], cancel: (reason: unknown) => void }}
 */
export function toPortable(source) {
  if ("url" in source || "blob" in source) return { source, transfer: [], cancel: () => {} };
  const { port, cancel } = lend(toReader(source));
  return { source: { port, total: lengthOf(source), integrity: source.integrity }, transfer: [port], cancel };
}

/** @param {Here} source */
export function toReader(source) {
  if ("bytes" in source) return readBytes(source.bytes);
  if ("port" in source) return readPort(source.port);
  return readStream("blob" in source ? source.blob.stream() : source.stream);
}

/** @param {Here} source */
export function lengthOf(source) {
  if ("bytes" in source) return source.bytes.length;
  return "blob" in source ? source.blob.size : source.total;
}
