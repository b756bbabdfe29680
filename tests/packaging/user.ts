// How a TypeScript user writes it: compiled, not run.

import type { Assessment, CheckText, ErrorCode, Landmarks, Language, LoadOptions, ModelInfo, OwnStrings, Strings, Words } from "attn-fiqa";
// biome-ignore format: one line
import { CHECKS, COLORMAPS, CROP_SIZE, checkSupport, drawOverlay, FaceQuality, FaceQualityError, heatmap, LANGUAGES, mapRange, wordsFor } from "attn-fiqa";

const options: LoadOptions = { backend: "auto", worker: true, onProgress: ({ stage, loaded, total }) => void [stage, loaded, total] };
// biome-ignore format: one line
const landmarks: Landmarks = [[38, 52], [74, 52], [56, 72], [42, 92], [71, 92]];

export async function run(file: File, canvas: HTMLCanvasElement): Promise<Assessment | ErrorCode> {
  using quality = await FaceQuality.load(options);
  const model: ModelInfo = quality.model;
  await FaceQuality.load({ model: file, integrity: `sha256-${model.sha256}`, onProgress: ({ total }) => void total?.toFixed() });
  try {
    const assessment = await quality.assess(file, { landmarks, signal: AbortSignal.timeout(1000) });
    await drawOverlay(canvas, file, assessment, { colormap: "viridis", range: [0, 1], opacity: 0.4 });
    const picture: ImageData = heatmap(assessment, { range: "image", size: 224 });
    const map: Float32Array = assessment.patchMap;
    const [low, high] = mapRange(assessment);
    const { name }: CheckText = CHECKS[assessment.checks[0].id];
    console.log(name, CROP_SIZE, COLORMAPS.viridis((map[0] - low) / (high - low)));
    // @ts-expect-error results are read-only
    assessment.score = picture.width + map.length + model.gridSize;
    // @ts-expect-error no such backend
    await FaceQuality.load({ backend: "toaster" });
    return (await checkSupport()).webgpu ? assessment : "backend";
  } catch (error) {
    if (error instanceof FaceQualityError) return error.code;
    throw error;
  }
}

export async function tell({ advice }: Assessment, error: unknown): Promise<string[]> {
  const strings: Strings = { "own.greeting": "Hello, {name}" };
  const own: OwnStrings = async (lang: Language) => (lang === "de" ? { "own.greeting": "Hallo, {name}" } : strings);
  const words: Words = await wordsFor(navigator.languages, own);
  await wordsFor("de", strings);
  document.documentElement.dir = words.dir;
  const known: readonly Language[] = LANGUAGES;
  const failure = error instanceof Error ? words.error(error) : words.say("own.greeting", { name: known[0] });
  return [...advice.map(words.reason), words.checks["eyes-open"].name, words.number(0.5, { style: "percent" }), failure];
}
