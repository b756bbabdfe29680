/** Which cameras a person is offered: those that see a face as people see it. Browsers list all others among them. */

/**
 * Infrared and depth cameras. Windows Hello's stand beside the webcam under names like "Integrated IR Camera", "HP IR Camera",
 * "Microsoft IR Camera Front" and "Surface Camera Rear Infrared"; Chromium lists them and may take one for `facingMode: "user"`
 * (w3c/mediacapture-main#553, w3c/mediacapture-extensions#14, mozmorris/react-webcam#200). Depth: Intel RealSense, Azure Kinect.
 */
const NOT_COLOUR = /\bIR\b|infra-?red|windows hello|\bdepth\b|\btof\b|realsense.*(stereo|left|right)/i;

/**
 * Programs that act as a camera. Their own names: OBS, Streamlabs, XSplit, ManyCam, Snap Camera, CamTwist, YouCam, SplitCam,
 * ChromaCam, e2eSoft VCam, NVIDIA Broadcast; most others have "virtual" in it. A phone used as a webcam (Continuity, DroidCam, Camo,
 * Iriun, EpocCam) is a real camera.
 */
const VIRTUAL =
  /virtual|\bobs\b|streamlabs|xsplit|manycam|snap ?camera|camtwist|youcam|splitcam|chromacam|\bvcam\b|nvidia broadcast|screen capture/i;

/** Whether a label is that of a camera which shows people as they are. @param {string} label */
export const isWanted = (label) => !NOT_COLOUR.test(label) && !VIRTUAL.test(label);

/** @typedef {{ id: string, label: string }} Camera `label` is empty until the camera was allowed once */

/**
 * The cameras to choose from; all of them where no other is there.
 *
 * @returns {Promise<Camera[]>}
 */
export async function listCameras() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  const all = devices.filter(({ kind }) => kind === "videoinput").map(({ deviceId, label }) => ({ id: deviceId, label }));
  const wanted = all.filter(({ label }) => isWanted(label));
  return wanted.length > 0 ? wanted : all;
}
