/** The public interface, by hand: the types of all that crosses it, and with api.d.ts what index.js exports. */
import type { FaceQualityError } from "./api.js";

export * from "./api.js";

/** A point in pixels of the upright image: x to the right, y down; the centre of the top-left pixel is (0, 0). */
export type Point = readonly [x: number, y: number];

/**
 * Five points of a face, in pixels of the upright image. "Left" is the left of the image, not of the person; never give
 * the points of a mirrored preview.
 */
export type Landmarks = readonly [leftEye: Point, rightEye: Point, nose: Point, leftMouth: Point, rightMouth: Point];

/** An upright rectangle in pixels of the upright image; may extend beyond its edges. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Any image of a page, of this window or of another one, as it is at the call. Encoded bytes (Blob, File, ArrayBuffer,
 * Uint8Array) give the same result in every browser. Places in an `<img>` are in the pixels of its naturalWidth × naturalHeight.
 */
// biome-ignore format: encoded, pixels, elements
export type ImageSource =
  | Blob | File | ArrayBuffer | Uint8Array
  | ImageData | ImageBitmap | OffscreenCanvas | VideoFrame
  | HTMLImageElement | HTMLCanvasElement | HTMLVideoElement;

export type Backend = "webgpu" | "cpu";
/** The arithmetic of the CPU, as `FaceQuality.load` takes it. */
export type Precision = "auto" | "f32" | "int8";

/** What a model file states. */
export interface ModelInfo {
  readonly name: string;
  /** Licence of the weights. */
  readonly licence: string;
  /** Where the weights come from. */
  readonly provenance: string;
  /** Numbers in the network. */
  readonly parameters: number;
  readonly embedDim: number;
  readonly depth: number;
  readonly numHeads: number;
  readonly mlpRatio: number;
  /** Patches along one side of the 112×112 crop. */
  readonly gridSize: number;
  readonly color: "rgb" | "bgr";
  /** Of the file, in bytes. */
  readonly size: number;
  /** SHA-256 of the file, hexadecimal. */
  readonly sha256: string;
  /** Whether percentiles are given. */
  readonly calibrated: boolean;
  /** Lowest and highest reference score; null if not calibrated. */
  readonly scoreRange: readonly [number, number] | null;
  /** Verdicts: poor below the first score, good from the second; null if the file states none. */
  readonly verdictScores: readonly [number, number] | null;
  /** Patch values that the heatmap's colours run between; null if the file states none. */
  readonly mapRange: readonly [number, number] | null;
  /**
   * Mean and standard deviation of each patch over good photos, row-major like a patch map: how far below the mean a patch lies
   * is what it costs. null if the file states none.
   */
  readonly referenceMap: readonly (readonly [mean: number, deviation: number])[] | null;
}

export interface Progress {
  /**
   * "download": bytes arrive from the network, the cache, a file or memory, and go to the device at once; "load": the
   * network is built; "warmup": a first pass.
   */
  readonly stage: "download" | "load" | "warmup";
  /**
   * Bytes so far in "download", of model, locator and WebAssembly module together, after decompression; 0 or 1 of 1 in the
   * other stages.
   * Decreases only when a file starts again from its first byte: a broken connection that cannot be resumed, a damaged
   * copy in the cache, or a change from the GPU to the CPU.
   */
  readonly loaded: number;
  /** Bytes in all; null until they are known, from the server, the package or the model's own header. */
  readonly total: number | null;
}

export interface LoadOptions {
  /**
   * Default: the model that ships with the package. A File or Blob is read a piece at a time, a Response's body as it
   * arrives. Bytes still belong to the caller, and must not change before the load ends.
   */
  model?: string | URL | Blob | File | ArrayBuffer | Uint8Array | Response;
  /** "sha256-" and the digest in base64 (as in HTML) or hexadecimal: refuses a model whose bytes differ. */
  integrity?: string;
  /**
   * Default "auto": the faster one. A model whose pass is short on the CPU (100 ms, measured) stays there; a larger one goes to
   * a hardware GPU that computes right and is faster. "webgpu" takes any adapter or fails with `backend`.
   */
  backend?: "auto" | Backend;
  /**
   * How the CPU multiplies; a GPU always does in single precision. "f32": in single precision. "int8": in integers, in little
   * more than half the time. That moves the scores of a model stored in eight bits by about 1e-5; weights of any other are put in
   * 11 bits as they are loaded, which moves its scores by less than half of what storing it in eight does. Default "auto", which is "f32" today.
   */
  precision?: Precision;
  /**
   * How many threads share a pass of the CPU, 1 to 16. They need a worker and a page that is cross-origin isolated
   * (`crossOriginIsolated`); elsewhere there is one, and `reason` says why if more were asked for. Each has a worker and a copy of
   * the model in memory. Default "auto": as many as there are cores, at most four, for a model whose pass takes more than 100 ms
   * (measured); else one.
   */
  threads?: "auto" | number;
  /**
   * Default true: inference in a module worker, so the page never stalls. Where the browser refuses one it runs on the page,
   * and the console says why.
   */
  worker?: boolean;
  /**
   * Default true: keeps a fetched model whose `integrity` is known in the Cache API, under its URL and digest; it keeps the
   * six newest files.
   */
  cache?: boolean;
  /**
   * Where the package's files are, for pages that keep them elsewhere and for bundlers that leave them behind: the address of a
   * folder like the package's own, or of each file. Default: where the bundler put them, or beside the package's modules.
   */
  assets?: string | URL | Assets;
  /** Default true: loads the face locator too. Without it, landmarks or aligned crops must be given. */
  locator?: boolean;
  /** Called as the load advances. What it throws is an uncaught error of the page, as in an event listener; the load
   * continues. */
  onProgress?: (progress: Progress) => void;
  /**
   * Ends the load, its download too, with `aborted`. A connection that breaks, or sends nothing for 30 s, is tried again
   * three times, and continues where it stopped if the server can do that; then the load fails with `model-fetch`, or with
   * `backend` where it was not a model.
   */
  signal?: AbortSignal;
}

/** Addresses, relative to the page; what is not given is where it is by default. */
export interface Assets {
  /** Of worker.js. From another origin it needs CORS, and `blob:` in the page's worker-src. */
  worker?: string | URL;
  /**
   * Of a folder that has `attn_fiqa_bg.wasm` in `cpu/`, `cpu-relaxed/` and `gpu/`, or of each of these files. `cpuRelaxed` is the
   * faster one for the CPU in browsers with relaxed SIMD; where `cpu` is given alone, all browsers run that.
   */
  wasm?: string | URL | { cpu?: string | URL; cpuRelaxed?: string | URL; gpu?: string | URL };
  /** Of models/default.safetensors, which is still verified; for another model use `model`. */
  model?: string | URL;
  /** Of models/locator.safetensors, which is still verified. */
  locator?: string | URL;
}

export interface AssessOptions {
  /** Default "detect": find the face and align it; "aligned": the image is already a face crop, square, best 112×112. */
  crop?: "detect" | "aligned";
  /** Skips detection. */
  landmarks?: Landmarks;
  /** What the photo is for; sets how good each capture check must be. Default "verify". */
  preset?: Preset;
  /** Limits that replace the preset's. */
  thresholds?: Partial<Record<CheckId, Threshold>>;
  /**
   * Takes the call out of the queue, with `aborted`; one that runs already goes on, and its result is dropped. Calls with the same
   * signal are of one caller; callers take turns.
   */
  signal?: AbortSignal;
}

/** For `watch`: what to do with each frame, and how it is assessed. */
export interface WatchOptions extends Omit<AssessOptions, "landmarks" | "crop"> {
  /**
   * Called with each result and the frame that it belongs to, in the video's full resolution and never mirrored. The frame is
   * closed once the callback has returned, or its promise is settled: draw it on a canvas to keep it. The next frame waits for
   * that promise. What it throws is an uncaught error of the page; watching continues.
   */
  onAssessment: (assessment: Assessment, frame: ImageBitmap) => unknown;
  /**
   * Called for each frame that was dropped, with the reason: `no-face` where no face is seen. `frame` is null where the video gave
   * none; it is closed as that of `onAssessment` is. After a failure of the engine the next frame is tried with a new one, after a
   * pause (250 ms, then longer, up to 8 s).
   */
  onError?: (error: FaceQualityError, frame: ImageBitmap | null) => unknown;
  /** Ends it; the frame in progress gives no result any more. */
  signal?: AbortSignal;
}

/** "enrol": a reference photo, used for years; "verify": compared once; "lenient": whatever a network can use. */
export type Preset = "enrol" | "verify" | "lenient";

/** Qualities, 0–100, below which a check warns or fails; `fail` is at most `warn`. */
export interface Threshold {
  readonly warn: number;
  readonly fail: number;
}

/** The face that was scored. */
export interface Face {
  /** The upright square around the crop. */
  readonly box: Box;
  readonly landmarks: Landmarks;
  /** 0–1; 1 for landmarks given by the caller. */
  readonly confidence: number;
  /** 2×3 matrix, row-major, from pixels of the image to pixels of the 112×112 crop. */
  readonly transform: readonly number[];
  /** 68 points of jaw, brows, nose, lids and lips (iBUG 300-W order); null without the locator, and where its networks
   * do not agree, as on a covered face. */
  readonly contour: readonly Point[] | null;
  /** Faces in the image; 1 for landmarks given by the caller. */
  readonly count: number;
  /** The faces that were not scored, the largest and most central first; give one's landmarks to score it. */
  readonly others: readonly OtherFace[];
}

export interface OtherFace {
  readonly box: Box;
  readonly landmarks: Landmarks;
  readonly confidence: number;
}

/** One property of the capture, in the terms of ISO/IEC 29794-5. */
// biome-ignore format: the groups of CHECKS
export type CheckId =
  | "luminance-mean" | "luminance-variance" | "under-exposure" | "over-exposure" | "dynamic-range"
  | "light" | "contrast" | "illumination-uniformity" | "even-light" | "natural-colour"
  | "sharpness" | "real-resolution" | "noise" | "compression" | "inter-eye-distance"
  | "in-picture" | "head-size" | "crop-left" | "crop-right" | "margin-above" | "margin-below" | "single-face"
  | "yaw" | "pitch" | "roll" | "eyes-open" | "mouth-closed";

/** A check in words, for a table of results: in English in `CHECKS`, in other languages in `Words.checks`. */
export interface CheckText {
  readonly name: string;
  /** What the check's value measures. */
  readonly meaning: string;
  /** The heading that it belongs under. */
  readonly group: string;
}

export interface Check {
  readonly id: CheckId;
  /** Raw value, in `unit`. */
  readonly value: number;
  /** Empty for shares and ratios, which have no unit. */
  readonly unit: string;
  /** 0–100 by the standard's mapping; higher is better. */
  readonly quality: number;
  /** Whether the value is a stand-in for the standard's measure, or comes from fewer landmarks. */
  readonly approximate: boolean;
  /** By the preset or the thresholds. */
  readonly verdict: "ok" | "warn" | "fail";
}

/** A reason and what to do about it. */
export interface Advice {
  /** A check's id, or "region-" and a part of the face: forehead, eyes, nose, cheeks, mouth, jaw, border. */
  readonly id: string;
  /**
   * Which of two sentences it is, where one id has two: "dark" or "bright" of `luminance-mean`, "flat" or "hard" of
   * `luminance-variance`, "small" or "large" of `head-size`, "down" or "up" of `pitch`; else null.
   */
  readonly variant: string | null;
  readonly severity: "warn" | "fail";
  /** The check's value; of a part of the face, how far it lies below good photos. */
  readonly value: number;
  /** Of the value: the check's; of a part of the face "σ", the standard deviations of good photos. */
  readonly unit: string;
  /** A short English sentence to the person in the photo; `Words.reason` has it in other languages. */
  readonly text: string;
}

/** A language that this package speaks: a BCP 47 tag. */
// biome-ignore format: left to right, right to left, Asia
export type Language =
  | "en" | "de" | "fr" | "es" | "pt" | "it" | "nl" | "pl" | "tr" | "ru" | "uk"
  | "ar" | "he" | "fa"
  | "hi" | "bn" | "ja" | "ko" | "zh-Hans" | "zh-Hant";

/** Sentences by key, such as "error.no-face"; `{name}` is a place for a value. */
export type Strings = Readonly<Record<string, string>>;

/**
 * Strings that replace the package's or are added to them; or a function that gives them in a language: it is called with the one
 * that was chosen and, unless that is English, with "en", whose strings stand in for missing ones. Strings for every key of the
 * package are a language of their own, and `lang` says which.
 */
export type OwnStrings = Partial<Strings> | ((lang: Language) => Partial<Strings> | Promise<Partial<Strings>>);

/** What this package says to people, in one language. */
export interface Words {
  /** BCP 47 tag of the sentences, for the `lang` attribute of what shows them. */
  readonly lang: string;
  /** For the `dir` attribute. */
  readonly dir: "ltr" | "rtl";
  /** The capture checks, as in `CHECKS`. */
  readonly checks: Readonly<Record<CheckId, CheckText>>;
  /**
   * The sentence of a key, its places filled; numbers are written as the language writes them, and text of the other direction is
   * isolated. What is not given stays as it is, an unknown key is returned.
   */
  say(key: string, values?: Readonly<Record<string, string | number>>): string;
  /** A number as the language, in the country asked for, writes it. */
  number(value: number, options?: Intl.NumberFormatOptions): string;
  /** The sentence to the person; in English if there is none. */
  reason(advice: Pick<Advice, "id" | "text"> & Partial<Pick<Advice, "variant">>): string;
  /** What went wrong, to the person in the photo; the message if there is no code or none that is known. */
  error(error: { readonly code?: string; readonly message: string }): string;
}

/** Milliseconds of each stage. */
export interface Timings {
  readonly decode: number;
  readonly detect: number;
  readonly align: number;
  readonly checks: number;
  readonly infer: number;
  readonly total: number;
}

/** One result: plain data. */
export interface Assessment {
  /** ATTN-FIQA quality score: higher is better, unbounded, often negative, comparable within one model only. */
  readonly score: number;
  /** Where the score falls among the model's reference photos, 0–100; null if the model is not calibrated. */
  readonly percentile: number | null;
  /**
   * By the two scores in the model file: with a poor photo a recogniser fails often (in more than 25 % of comparisons with a good
   * photo of the same person, at a false match rate of 0.001), with a good one hardly ever (in less than 2.5 %); null if the file
   * states none.
   */
  readonly verdict: "good" | "fair" | "poor" | null;
  /** gridSize × gridSize, row-major, top-left first; its mean is the score. */
  readonly patchMap: Float32Array;
  readonly gridSize: number;
  /** Patch values that the model's heatmap colours run between; null if the model states none. */
  readonly mapRange: readonly [number, number] | null;
  /** null if the image was an aligned crop. */
  readonly face: Face | null;
  /** Every capture check that could be measured. */
  readonly checks: readonly Check[];
  /** Ids of everything that falls short, worst first. */
  readonly reasons: readonly string[];
  /** The same reasons, with severity and a sentence to the person. */
  readonly advice: readonly Advice[];
  readonly backend: Backend;
  readonly timings: Timings;
}

export interface SelfTest {
  readonly passed: boolean;
  readonly backend: string;
  /** Largest absolute difference in any patch. */
  readonly maxError: number;
  readonly tolerance: number;
}

/** A value from 0 to 1 → red, green and blue, each from 0 to 255, fractions included. */
export type Colormap = (value: number) => [red: number, green: number, blue: number];

export interface HeatmapOptions {
  /** Default "jet", as in the paper; "viridis" has steps that look equal and is safe for colour-blind people. */
  colormap?: "jet" | "viridis";
  /** Patch values at the two ends of the colours. Default: fixed by the model, so that maps compare; "image": this map's own. */
  range?: readonly [number, number] | "image";
  /** Side of the square picture in pixels. Default 112. */
  size?: number;
}

export interface OverlayOptions extends HeatmapOptions {
  /** Opacity of the heatmap, 0–1. Default 0.5. */
  opacity?: number;
  /** Default true: writes the score in a corner. */
  score?: boolean;
}

export interface Support {
  readonly webgpu: boolean;
  readonly simd: boolean;
  readonly worker: boolean;
  readonly camera: boolean;
}

/** "multiple-faces" is reserved: no call throws it. Other faces are in `Face.others` and in the check "single-face". */
// biome-ignore format: the image, the model, the engine, the call
export type ErrorCode =
  | "no-face" | "multiple-faces" | "decode" | "too-large" | "unsupported-input" | "tainted"
  | "model-fetch" | "model-integrity" | "model-format"
  | "backend" | "device-lost"
  | "aborted" | "disposed";
