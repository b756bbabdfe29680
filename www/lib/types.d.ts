/** A point in pixels of the upright image: x to the right, y down; the centre of the top-left pixel is (0, 0). */
export type Point = readonly [x: number, y: number];

/**
 * Five points of a face, in pixels of the upright image. "Left" is the left of the image, not of the person; never give
 * the points of a mirrored preview.
 */
export type Landmarks = readonly [leftEye: Point, rightEye: Point, nose: Point, leftMouth: Point, rightMouth: Point];

/** An upright rectangle in pixels of the upright image; may reach over its edge. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Whatever a browser can show. Encoded bytes (Blob, File, ArrayBuffer, Uint8Array) give the same result everywhere. */
export type ImageSource =
  | Blob
  | File
  | ArrayBuffer
  | Uint8Array
  | ImageData
  | ImageBitmap
  | HTMLImageElement
  | HTMLCanvasElement
  | OffscreenCanvas
  | HTMLVideoElement
  | VideoFrame;

export type Backend = "webgpu" | "cpu";

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
  /** Of the file, hexadecimal. */
  readonly sha256: string;
  /** Whether percentile and verdict are given. */
  readonly calibrated: boolean;
  /** Lowest and highest reference score; null if not calibrated. */
  readonly scoreRange: readonly [number, number] | null;
  /** Patch values that the heatmap's colours run between; null if the file states none. */
  readonly mapRange: readonly [number, number] | null;
}

export interface Progress {
  readonly stage: "download" | "load" | "warmup";
  /** Bytes so far in "download"; 0 or 1 of 1 in the other stages. */
  readonly loaded: number;
  /** Bytes in all; null where the server does not say. */
  readonly total: number | null;
}

export interface LoadOptions {
  /** Default: the model that ships with the package. */
  model?: string | URL | ArrayBuffer | Uint8Array | Response;
  /** "sha256-" and the digest in base64 (as in HTML) or hexadecimal: refuses a model whose bytes differ. */
  integrity?: string;
  /** Default "auto": WebGPU if it really works, else the CPU. "webgpu" takes any adapter or fails with `backend`. */
  backend?: "auto" | Backend;
  /** Default true: inference in a module worker, so the page never stalls. Where the browser offers none, on the page. */
  worker?: boolean;
  /** Default true: keeps a fetched model whose `integrity` is known in the Cache API; the four that came last stay. */
  cache?: boolean;
  /** Told how far the load is. What it throws is an uncaught error of the page, as in an event listener; the load goes on. */
  onProgress?: (progress: Progress) => void;
  /** Ends the load, its download too, with `aborted`. */
  signal?: AbortSignal;
}

export interface AssessOptions {
  /** Default "detect": find the face and align it; "aligned": the image is a face crop already, square, best 112×112. */
  crop?: "detect" | "aligned";
  /** Skips detection. */
  landmarks?: Landmarks;
  signal?: AbortSignal;
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
  /** Faces in the image; 1 for landmarks given by the caller. */
  readonly count: number;
}

export interface Check {
  readonly id: string;
  readonly value: number;
  readonly quality: number;
  readonly verdict: "ok" | "warn" | "fail";
}

/** Milliseconds of each stage. */
export interface Timings {
  readonly decode: number;
  readonly detect: number;
  readonly align: number;
  readonly infer: number;
  readonly total: number;
}

/** One result: plain data. */
export interface Assessment {
  /** ATTN-FIQA quality score: higher is better, unbounded, often negative, comparable within one model only. */
  readonly score: number;
  /** Where the score falls among the model's reference faces, 0–100; null if the model is not calibrated. */
  readonly percentile: number | null;
  readonly verdict: "good" | "fair" | "poor" | null;
  /** gridSize × gridSize, row-major, top-left first; its mean is the score. */
  readonly patchMap: Float32Array;
  readonly gridSize: number;
  /** Patch values that the model's heatmap colours run between; null if the model states none. */
  readonly mapRange: readonly [number, number] | null;
  /** null if the image was an aligned crop. */
  readonly face: Face | null;
  /** Capture checks; empty in this version. */
  readonly checks: readonly Check[];
  /** Ids of the checks that fall short, worst first; empty in this version. */
  readonly reasons: readonly string[];
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

export interface HeatmapOptions {
  /** Default "jet", as in the paper; "viridis" is even to the eye and safe for the colour-blind. */
  colormap?: "jet" | "viridis";
  /** Values the colours run between. Default: fixed by the model, so that maps compare; "image": this map's own. */
  range?: readonly [number, number] | "image";
  /** Side of the square picture in pixels. Default 112. */
  size?: number;
}

export interface OverlayOptions extends HeatmapOptions {
  /** Share of the heatmap, 0–1. Default 0.5. */
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

export type ErrorCode =
  | "no-face"
  | "multiple-faces"
  | "decode"
  | "too-large"
  | "unsupported-input"
  | "model-fetch"
  | "model-integrity"
  | "model-format"
  | "backend"
  | "device-lost"
  | "aborted"
  | "disposed"
  | "tainted";
