// How a TypeScript user writes it: compiled, not run.

import type { Assessment, CheckText, ErrorCode, Landmarks, LoadOptions, ModelInfo } from "attn-fiqa";
import { CHECKS, COLORMAPS, CROP_SIZE, checkSupport, drawOverlay, FaceQuality, FaceQualityError, heatmap, mapRange } from "attn-fiqa";

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
