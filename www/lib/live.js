/**
 * What a video shows, assessed for as long as one wants. A camera gives frames faster than they are scored: each time the newest
 * one is taken and all others are dropped, so that a result is never late. One frame at a time is on its way, and the page waits
 * for none.
 */
/** @import { FaceQuality } from "./face-quality.js" */
/** @import { AssessOptions, WatchOptions } from "./types.js" */
import { toFaceQualityError } from "./errors.js";
import { isA } from "./kinds.js";
import { checkOptions, wrong } from "./options.js";
import { toRequest } from "./request.js";

/** Milliseconds until the next try after an engine's failure; doubled each time, up to the second number: a device that is gone
 * must not be asked thirty times a second. */
const RETRY = [250, 8000];

/**
 * Assesses what a video shows, the newest frame each time, until the signal aborts or `quality` is disposed of. A frame that
 * cannot be assessed is dropped and reported; the next one is tried.
 *
 * @param {FaceQuality} quality
 * @param {HTMLVideoElement} video may start, pause and change its source meanwhile
 * @param {WatchOptions} options
 * @returns {Promise<void>} resolves when it has stopped
 * @throws {FaceQualityError} `unsupported-input` for wrong options, at once
 */
export async function watch(quality, video, options) {
  checkOptions(options);
  const { onAssessment, onError, signal = new AbortController().signal, ...assess } = options;
  if (typeof quality?.assess !== "function") throw wrong("quality is", quality, "a FaceQuality");
  if (!isA(video, "HTMLVideoElement")) throw wrong("video is", video, "a <video>");
  if (typeof onAssessment !== "function") throw wrong("onAssessment is", onAssessment, "a function");
  if (onError !== undefined && typeof onError !== "function") throw wrong("onError is", onError, "a function");
  toRequest(assess);
  const listener = { onAssessment, onError };
  let failures = 0;
  let next = hasFrame(video) ? Promise.resolve() : newFrame(video, signal);
  while (!signal.aborted) {
    await next;
    if (signal.aborted) return;
    // Asked for now: a frame that comes during the assessment is there when that ends.
    next = newFrame(video, signal);
    const code = await assessFrame(quality, video, { ...assess, signal }, listener);
    if (code === "disposed") return;
    if (code === null || code === "no-face") failures = 0;
    else await pause(Math.min(RETRY[0] * 2 ** failures++, RETRY[1]), signal);
  }
}

/**
 * @param {FaceQuality} quality
 * @param {HTMLVideoElement} video
 * @param {AssessOptions & { signal: AbortSignal }} options
 * @param {Pick<WatchOptions, "onAssessment" | "onError">} listener
 * @returns {Promise<import("./types.js").ErrorCode | null>} of the error that it ended with
 */
async function assessFrame(quality, video, options, { onAssessment, onError }) {
  /** @type {ImageBitmap | null} */
  let frame = null;
  try {
    const taken = await createImageBitmap(video);
    frame = taken;
    const assessment = await quality.assess(taken, options);
    if (!options.signal.aborted) await report(() => onAssessment(assessment, taken));
    return null;
  } catch (thrown) {
    const error = toFaceQualityError(thrown, "backend");
    if (!options.signal.aborted) await report(() => onError?.(error, frame));
    return error.code;
  } finally {
    frame?.close();
  }
}

/** Calls what the page gave; what it throws is an uncaught error of the page, as in an event listener. @param {() => unknown} call */
async function report(call) {
  try {
    await call();
  } catch (error) {
    reportError(error);
  }
}

/** @param {HTMLVideoElement} video */
const hasFrame = (video) => video.readyState >= video.HAVE_CURRENT_DATA && video.videoWidth > 0;

/** Resolves when the video shows a new frame, or on abort. @param {HTMLVideoElement} video @param {AbortSignal} signal */
const newFrame = (video, signal) =>
  until(signal, (done) => (typeof video.requestVideoFrameCallback === "function" ? onVideoFrame(video, done) : onAnimation(video, done)));

/** @param {number} ms @param {AbortSignal} signal */
const pause = (ms, signal) =>
  until(signal, (done) => {
    const timer = setTimeout(done, ms);
    return () => clearTimeout(timer);
  });

/**
 * Waits for something, or for an abort. The listener is always removed: there is one for each frame.
 *
 * @param {AbortSignal} signal
 * @param {(done: () => void) => () => void} start gives what cancels it
 * @returns {Promise<void>}
 */
function until(signal, start) {
  return new Promise((resolve) => {
    const done = () => {
      signal.removeEventListener("abort", stop);
      resolve();
    };
    const cancel = start(done);
    const stop = () => {
      cancel();
      done();
    };
    signal.addEventListener("abort", stop);
  });
}

/** @param {HTMLVideoElement} video @param {() => void} call @returns {() => void} cancels */
function onVideoFrame(video, call) {
  const handle = video.requestVideoFrameCallback(() => call());
  return () => video.cancelVideoFrameCallback(handle);
}

/** For browsers without requestVideoFrameCallback: looks at each repaint whether the video went on. @type {typeof onVideoFrame} */
function onAnimation(video, call) {
  const seen = video.currentTime;
  const look = () => {
    if (hasFrame(video) && video.currentTime !== seen) call();
    else handle = requestAnimationFrame(look);
  };
  let handle = requestAnimationFrame(look);
  return () => cancelAnimationFrame(handle);
}
