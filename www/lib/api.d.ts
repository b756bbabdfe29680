/** What index.js exports. Written by hand: declarations made from the code would show its insides, and need newer libraries. */
import type {
  Assessment,
  AssessOptions,
  Backend,
  CheckId,
  CheckText,
  Colormap,
  ErrorCode,
  HeatmapOptions,
  ImageSource,
  Language,
  LoadOptions,
  ModelInfo,
  OverlayOptions,
  OwnStrings,
  SelfTest,
  Support,
  WatchOptions,
  Words,
} from "./types.js";

declare global {
  /** As in TypeScript's own esnext.disposable, for projects without it. */
  interface SymbolConstructor {
    readonly dispose: unique symbol;
  }
}

/** Says whether a face photo is good enough for face recognition, and which parts of the face decide that. */
export class FaceQuality {
  /** Use `FaceQuality.load()`. */
  private constructor();

  /** What it runs on. */
  readonly backend: Backend;
  /** Why it runs on this backend, and whether in a worker, in a sentence. */
  readonly reason: string;
  /** Whether a worker runs it. */
  readonly worker: boolean;
  /** In which numbers its matrices are multiplied: single precision, or integers. */
  readonly precision: "f32" | "int8";
  /**
   * Threads that share a pass. One that does not come to a pass is replaced for the next; until then, or if that fails, it is one.
   */
  readonly threads: number;
  /** What the model file states. */
  readonly model: ModelInfo;

  /**
   * Fetches, verifies and loads a model; no argument is needed. Afterwards it makes no network request.
   *
   * @throws {FaceQualityError} `model-fetch`, `model-integrity`, `model-format`, `backend`, `aborted`, `unsupported-input`
   */
  static load(options?: LoadOptions): Promise<FaceQuality>;

  /**
   * One image in, one assessment out. The image is taken at the call: what becomes of it afterwards changes nothing. Calls
   * wait for one another: those with the same signal in their order, and with others in turn. After one that ends the engine
   * (`backend`, `device-lost`), the next one gets a new engine.
   *
   * @throws {FaceQualityError} `no-face`, `decode`, `too-large`, `unsupported-input`, `tainted`, `device-lost`, `backend`,
   * `aborted`, `disposed`
   */
  assess(image: ImageSource, options?: AssessOptions): Promise<Assessment>;

  /**
   * Assesses known inputs: proves that this browser computes the right numbers.
   *
   * @throws {FaceQualityError} `device-lost`, `disposed`
   */
  selfTest(): Promise<SelfTest>;

  /** Frees the model and its worker; calls in progress end with `disposed`. Safe to call twice. */
  dispose(): void;

  /** For `using`. */
  [Symbol.dispose](): void;
}

/** Every failure of this package: `code` is stable, `message` says what to do. */
export class FaceQualityError extends Error {
  constructor(code: ErrorCode, message: string, options?: ErrorOptions);
  readonly code: ErrorCode;
}

/** The capture checks in plain English, in the order in which a page lists them; `Words.checks` has other languages. */
export const CHECKS: Readonly<Record<CheckId, CheckText>>;

/** A value from 0 to 1 → its colour, as the heatmap shows it. */
export const COLORMAPS: { readonly jet: Colormap; readonly viridis: Colormap };

/** Side of the aligned face crop that the network sees, in pixels. */
export const CROP_SIZE: 112;

/** The languages that there are words for. */
export const LANGUAGES: readonly Language[];

/**
 * The patch map in colours: bilinear between the patches' centres, as the paper shows it. Opaque; the size and place of
 * the 112×112 crop, scaled to `size`.
 *
 * @throws {FaceQualityError} `unsupported-input` for an option or an assessment that cannot be used
 */
export function heatmap(assessment: Assessment, options?: HeatmapOptions): ImageData;

/**
 * The patch values at the two ends of the heatmap's colours, lowest and highest: `range` if it is given, else the model's, else
 * the map's own.
 *
 * @param range as given to `heatmap`
 */
export function mapRange(
  assessment: Pick<Assessment, "patchMap" | "mapRange">,
  range?: HeatmapOptions["range"],
): readonly [low: number, high: number];

/**
 * Draws photo, heatmap and score; sizes the canvas to the photo, at most 2048 pixels on its longest side. The heatmap covers
 * the face and turns with it; it covers the whole picture if that was an aligned crop.
 *
 * @param image the one that was assessed
 * @throws {FaceQualityError} `unsupported-input`, `decode`, `tainted`
 */
export function drawOverlay(
  canvas: HTMLCanvasElement | OffscreenCanvas,
  image: ImageSource,
  assessment: Assessment,
  options?: OverlayOptions,
): Promise<void>;

/**
 * The image as it is scored: upright, as its file's orientation says, also where the browser ignores that. Close it after
 * use. Its size is that of the boxes and landmarks; of an `<img>` with `srcset` it may be a multiple.
 *
 * @throws {FaceQualityError} `unsupported-input`, `decode`, `tainted`
 */
export function toBitmap(image: ImageSource): Promise<ImageBitmap>;

/**
 * Assesses what a video shows, the newest frame each time, until the signal aborts or `quality` is disposed of. A frame that
 * cannot be assessed is dropped and reported; the next one is tried.
 *
 * @param video may start, pause and change its source meanwhile
 * @returns resolves when it has stopped
 * @throws {FaceQualityError} `unsupported-input` for wrong options, at once
 */
export function watch(quality: FaceQuality, video: HTMLVideoElement, options: WatchOptions): Promise<void>;

/** Asks the browser what it can do; makes no request and does not open the camera. */
export function checkSupport(): Promise<Support>;

/**
 * The words in the first of the languages that is known, else in English.
 *
 * @param lang BCP 47, as in `<html lang>` or `navigator.languages`
 */
export function wordsFor(lang: string | readonly string[], own?: OwnStrings): Promise<Words>;
