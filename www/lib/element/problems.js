/** Why there is no camera: each reason is another sentence and another way on. The ids are public, in events and states. */

/**
 * `denied`: this page or the system blocks it. `dismissed`: the question was not answered with yes. `no-camera`: none is there.
 * `in-use`: another program has it. `unsupported`: this browser has none for pages. `insecure`: the page was not opened over https.
 * `forbidden`: the page's Permissions-Policy, or the frame around it. `interrupted`: it stopped while it was on. `paused`: turned
 * off, as the page was hidden. `failed`: anything else.
 *
 * @typedef {"denied" | "dismissed" | "no-camera" | "in-use" | "unsupported" | "insecure" | "forbidden" | "interrupted" | "paused" | "failed"} Problem
 */

export class CameraError extends Error {
  /** @param {Problem} problem @param {unknown} [cause] */
  constructor(problem, cause) {
    super(`the camera is not available: ${problem}`, { cause });
    this.name = "CameraError";
    this.problem = problem;
  }
}

/** What keeps any page like this one from asking for the camera; null if it can. @returns {Problem | null} */
export function obstacle() {
  if (!globalThis.isSecureContext) return "insecure";
  if (typeof navigator.mediaDevices?.getUserMedia !== "function") return "unsupported";
  return isForbidden() ? "forbidden" : null;
}

/** Only Chromium says what the page's policy is; elsewhere a forbidden camera is `denied`. */
function isForbidden() {
  const { permissionsPolicy, featurePolicy } = /** @type {any} */ (document);
  return (permissionsPolicy ?? featurePolicy)?.allowsFeature("camera") === false;
}

/** Names of getUserMedia's errors (Media Capture and Streams, 10.2), and those that older browsers use. @type {Readonly<Record<string, Problem>>} */
const PROBLEMS = {
  NotFoundError: "no-camera",
  DevicesNotFoundError: "no-camera",
  OverconstrainedError: "no-camera",
  NotReadableError: "in-use",
  TrackStartError: "in-use",
  AbortError: "in-use",
  SecurityError: "forbidden",
};

/** What an error of getUserMedia means. @param {any} error @returns {Promise<CameraError>} */
export async function toCameraError(error) {
  if (error instanceof CameraError) return error;
  if (error?.name !== "NotAllowedError" && error?.name !== "PermissionDeniedError") {
    return new CameraError(PROBLEMS[error?.name] ?? "failed", error);
  }
  // One "no" can be taken back at once, a block cannot.
  return new CameraError((await permission()) === "prompt" ? "dismissed" : "denied", error);
}

/** Whether the browser would ask. @returns {Promise<PermissionState | "unknown">} unknown where it does not tell */
export async function permission() {
  try {
    return (await navigator.permissions.query({ name: /** @type {PermissionName} */ ("camera") })).state;
  } catch {
    return "unknown";
  }
}
