/** The camera: asked for when somebody wants it, off when nobody does. */

/** As many pixels as a face needs; every camera of the last ten years has them. */
const SIZE = { width: { ideal: 1280 }, height: { ideal: 720 } };

/** Names of errors of getUserMedia, and the package's words for them. @type {Record<string, string>} */
const PROBLEMS = {
  NotAllowedError: "denied",
  SecurityError: "forbidden",
  NotFoundError: "no-camera",
  OverconstrainedError: "no-camera",
  NotReadableError: "in-use",
  AbortError: "in-use",
};

/**
 * @param {string} [deviceId] of the camera; default: the one that faces the person. Another one is taken where it is gone.
 * @returns {Promise<MediaStream>}
 */
export async function openCamera(deviceId) {
  const which = deviceId ? { deviceId: { ideal: deviceId } } : { facingMode: "user" };
  return navigator.mediaDevices.getUserMedia({ audio: false, video: { ...SIZE, ...which } });
}

/** The cameras by name, once one was allowed. @returns {Promise<MediaDeviceInfo[]>} */
export async function listCameras() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter(({ kind }) => kind === "videoinput");
}

/** What keeps this page from a camera, before it asks for one: a key of the package's words, or none. */
export function missingCamera() {
  if (!window.isSecureContext) return "insecure";
  return navigator.mediaDevices ? null : "unsupported";
}

/** @param {unknown} error of openCamera @returns {string} */
export function toProblem(error) {
  return PROBLEMS[/** @type {any} */ (error)?.name] ?? "failed";
}

/** @param {MediaStream} stream */
export function closeCamera(stream) {
  for (const track of stream.getTracks()) track.stop();
}
