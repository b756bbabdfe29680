/** What element.js defines: `<face-quality-input>`, its properties and its events. */
import type { FaceQuality } from "./api.js";
import type { Assessment, ErrorCode, LoadOptions, OwnStrings, Preset } from "./types.js";

/**
 * "empty": nothing yet; "asking": the browser asks the person for the camera; "starting": it opens; "live": it is on; "capturing": it
 * is on, and the best frame is being chosen; "checking": a photo is being assessed; "accepted", "refused": by the form's minimum;
 * "problem": there is no camera, and `problem` says why. Each is a custom state too: `:state(live)`.
 */
export type FaceQualityState = "empty" | "asking" | "starting" | "live" | "capturing" | "checking" | "accepted" | "refused" | "problem";

/**
 * Why there is no camera. "denied": this page or the system blocks it; "dismissed": the question was not answered with yes;
 * "no-camera": none is there; "in-use": another program has it; "unsupported": this browser has none for pages; "insecure": the page
 * was not opened over https; "forbidden": the page's Permissions-Policy, or the frame around it; "interrupted": it stopped while it
 * was on; "paused": turned off, as the page was hidden; "failed": anything else.
 */
export type CameraProblem =
  | "denied"
  | "dismissed"
  | "no-camera"
  | "in-use"
  | "unsupported"
  | "insecure"
  | "forbidden"
  | "interrupted"
  | "paused"
  | "failed";

/** Of `assess`: a frame of the camera was assessed, or a photo. */
export interface AssessDetail {
  readonly assessment: Assessment;
  readonly source: "camera" | "file";
  /** Whether it is a frame on the way to a photo. */
  readonly live: boolean;
  /** That frame, closed when the listeners have returned: draw it to keep it; null for a photo. */
  readonly frame: ImageBitmap | null;
  /** A frame: whether it may become the photo; a photo: whether the form accepts it. */
  readonly passes: boolean;
}

/** Of `error`: no camera, no model, or a photo that cannot be assessed. */
export interface ErrorDetail {
  /** "torch": the camera's light cannot be switched. */
  readonly code: ErrorCode | CameraProblem | "torch";
  readonly message: string;
  readonly cause?: unknown;
}

/** Of `statechange`. */
export interface StateDetail {
  readonly state: FaceQualityState;
  readonly previous: FaceQualityState;
  readonly problem: CameraProblem | null;
}

export interface FaceQualityInputEventMap extends HTMLElementEventMap {
  assess: CustomEvent<AssessDetail>;
  statechange: CustomEvent<StateDetail>;
}

/** `<face-quality-input>`: a photo of a face as a form control, checked on the device before it is accepted. */
export class FaceQualityInputElement extends HTMLElement {
  static readonly formAssociated: true;

  /** Under which the photo is in the form's data. */
  name: string;
  /** Whether the form needs a photo. */
  required: boolean;
  disabled: boolean;
  /** Lowest percentile that is accepted, 0–100; null: any. */
  minPercentile: number | null;
  /** Lowest verdict that is accepted; null: any. */
  minVerdict: "poor" | "fair" | "good" | null;
  /** What the photo is for: how strict hints and reasons are. Default "verify". */
  preset: Preset;
  /** Which camera is asked for; "none": files only. Default "user". */
  camera: "user" | "environment" | "none";
  /** Whether the best frame is taken by itself; attribute `auto-capture`, "on" (default) or "off". */
  autoCapture: boolean;
  /** As for `FaceQuality.load`: the attribute has an address, the property takes all else. Default: the package's model. */
  model: LoadOptions["model"] | null;
  /** As for `FaceQuality.load`: where the package's files are, if a bundler lost them. */
  assets: LoadOptions["assets"] | null;
  /** A FaceQuality of the page, or one on its way, for which null is read: then the element loads none. The page disposes of it. */
  get quality(): FaceQuality | null;
  set quality(value: FaceQuality | Promise<FaceQuality> | null);
  /** Own sentences instead of the package's, by key ("element.hint.closer"). */
  strings: OwnStrings;
  /**
   * The photo that the form gets: null while there is none, while it is checked, and if it was refused. Setting it assesses the file,
   * without `input` and `change`.
   *
   * @throws {TypeError} for anything but a File or null
   */
  value: File | null;

  /** What was found in the photo; null while there is none, and if it could not be assessed. */
  readonly assessment: Assessment | null;
  readonly state: FaceQualityState;
  /** Why there is no camera; null in all other states. */
  readonly problem: CameraProblem | null;

  /** Opens the camera, as the button does. */
  openCamera(): void;
  /** Takes the frame that the camera shows; nothing if it is off. */
  capture(): void;
  /** Turns the camera off. */
  closeCamera(): void;
  /** Removes the photo and turns the camera off, without events. */
  clear(): void;

  readonly type: "face-quality";
  readonly form: HTMLFormElement | null;
  readonly labels: NodeList;
  readonly validity: ValidityState;
  readonly validationMessage: string;
  readonly willValidate: boolean;
  checkValidity(): boolean;
  reportValidity(): boolean;
  setCustomValidity(message: string): void;

  addEventListener<K extends keyof FaceQualityInputEventMap>(
    type: K,
    listener: (this: FaceQualityInputElement, event: FaceQualityInputEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof FaceQualityInputEventMap>(
    type: K,
    listener: (this: FaceQualityInputElement, event: FaceQualityInputEventMap[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "face-quality-input": FaceQualityInputElement;
  }
}
