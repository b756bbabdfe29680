// How a TypeScript user writes it: compiled, not run.

// Every type has a name.
import type {
  Advice,
  Assessment,
  AssessOptions,
  Assets,
  Backend,
  Box,
  Check,
  CheckId,
  CheckText,
  Colormap,
  ErrorCode,
  Face,
  HeatmapOptions,
  ImageSource,
  Landmarks,
  Language,
  LoadOptions,
  ModelInfo,
  OtherFace,
  OverlayOptions,
  OwnStrings,
  Point,
  Preset,
  Progress,
  SelfTest,
  Strings,
  Support,
  Threshold,
  Timings,
  WatchOptions,
  Words,
} from "attn-fiqa";
import {
  CHECKS,
  COLORMAPS,
  CROP_SIZE,
  checkSupport,
  drawOverlay,
  FaceQuality,
  FaceQualityError,
  heatmap,
  LANGUAGES,
  mapRange,
  toBitmap,
  watch,
  wordsFor,
} from "attn-fiqa";
import type { AssessDetail, CameraProblem, ErrorDetail, FaceQualityState, StateDetail } from "attn-fiqa/element";
import { FaceQualityInputElement } from "attn-fiqa/element";

const onProgress = ({ stage, loaded, total }: Progress) => void [stage, loaded, total];
const assets: Assets = { worker: "/worker.js", wasm: { cpu: new URL("https://static.example/cpu.wasm") } };
const options: LoadOptions = { backend: "auto", worker: true, onProgress, assets };
// biome-ignore format: one line
const landmarks: Landmarks = [[38, 52], [74, 52], [56, 72], [42, 92], [71, 92]];
const preset: Preset = "enrol";
const yaw: CheckId = "yaw";
const limit: Threshold = { warn: 88, fail: 75 };

export async function run(file: File, canvas: HTMLCanvasElement): Promise<Assessment | ErrorCode> {
  const quality = await FaceQuality.load(options);
  const model: ModelInfo = quality.model;
  await FaceQuality.load({ model: file, integrity: `sha256-${model.sha256}`, assets: "/attn-fiqa/" });
  // @ts-expect-error it says what runs, and cannot change it
  quality.backend = "cpu";
  // @ts-expect-error
  quality.model = model;
  // @ts-expect-error only load() makes one
  new FaceQuality();
  try {
    const request: AssessOptions = { landmarks, preset, thresholds: { [yaw]: limit }, signal: AbortSignal.timeout(1000) };
    const assessment = await quality.assess(file, request);
    await show(canvas, file, assessment);
    // @ts-expect-error results are read-only
    assessment.score = model.gridSize;
    // @ts-expect-error no such backend
    await FaceQuality.load({ backend: "toaster" });
    const { passed }: SelfTest = await quality.selfTest();
    const { webgpu }: Support = await checkSupport();
    return webgpu && passed ? assessment : "backend";
  } catch (error) {
    if (error instanceof FaceQualityError) return error.code;
    throw error;
  } finally {
    quality.dispose();
  }
}

async function show(canvas: HTMLCanvasElement, image: ImageSource, assessment: Assessment): Promise<void> {
  const how: OverlayOptions & HeatmapOptions = { colormap: "viridis", range: [0, 1], opacity: 0.4 };
  await drawOverlay(canvas, image, assessment, how);
  const picture: ImageData = heatmap(assessment, { range: "image", size: 224 });
  const map: Float32Array = assessment.patchMap;
  const [low, high] = mapRange(assessment);
  const first: Check = assessment.checks[0];
  const { name }: CheckText = CHECKS[first.id];
  const colours: Colormap = COLORMAPS.viridis;
  (await toBitmap(image)).close();
  const { box, others }: Face = assessment.face as Face;
  const other: OtherFace | undefined = others[0];
  const [x]: Point = other?.landmarks[0] ?? landmarks[0];
  const { width }: Box = box;
  const { total }: Timings = assessment.timings;
  const backend: Backend = assessment.backend;
  console.log(name, CROP_SIZE, colours((map[0] - low) / (high - low)), picture.width, x, width, total, backend);
}

export async function live(quality: FaceQuality, video: HTMLVideoElement): Promise<void> {
  const strings: Strings = { "reason.yaw": "Face the camera." };
  const own: OwnStrings = (lang: Language) => (lang === "en" ? strings : {});
  const words: Words = await wordsFor(LANGUAGES, own);
  const say = (advice: Advice) => console.log(words.reason(advice));
  const watching: WatchOptions = {
    onAssessment: ({ advice }, frame) => void [advice.map(say), frame.width],
    onError: ({ code }) => console.log(code),
  };
  await watch(quality, video, watching);
}

export function element(form: HTMLFormElement): File | null {
  const input = document.createElement("face-quality-input");
  input.minPercentile = 30;
  input.assets = assets;
  input.addEventListener("assess", ({ detail }) => {
    const { assessment, live }: AssessDetail = detail;
    console.log(assessment.score, live);
  });
  input.addEventListener("statechange", ({ detail: { state } }: CustomEvent<StateDetail>) => {
    const now: FaceQualityState = state;
    const why: CameraProblem | null = input.problem;
    console.log(now, why);
  });
  input.addEventListener("error", (event) => {
    const { message } = (event as unknown as CustomEvent<ErrorDetail>).detail;
    console.error(message);
  });
  form.append(input);
  // @ts-expect-error it is found by the element
  input.state = "live";
  return input instanceof FaceQualityInputElement ? input.value : null;
}
