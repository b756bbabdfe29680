/**
 * Where a score is lost: an exact account by parts of the face. The score is the mean of the patch map, so what each part lies
 * below the model's reference, over all patches, adds up to what the photo lies below good ones.
 */
/** @import { Assessment, ModelInfo } from "attn-fiqa" */

/** @typedef {"forehead" | "eyes" | "nose" | "cheeks" | "mouth" | "jaw" | "border"} Region */

/**
 * The parts on the 14×14 grid, as `Region::of_patch` in src/capture/reasons.rs has them: where the ArcFace template puts eyes (row
 * 6), nose (8) and mouth (11).
 */
const GRID = `
  bbbbbbbbbbbbbb
  bbffffffffffbb
  bbffffffffffbb
  bbffffffffffbb
  bbbeeenneeebbb
  bbbeeenneeebbb
  bbbeeenneeebbb
  bbbeeenneeebbb
  bbccccnnccccbb
  bbccccnnccccbb
  bbccmmmmmmccbb
  bbccmmmmmmccbb
  bbccmmmmmmccbb
  bbjjjjjjjjjjbb`.replaceAll(/\s/g, "");
export const GRID_SIZE = 14;

/** @type {Record<string, Region>} */
const NAMES = { f: "forehead", e: "eyes", n: "nose", c: "cheeks", m: "mouth", j: "jaw", b: "border" };

/** The part that each patch belongs to, row-major. @type {readonly Region[]} */
export const REGIONS = [...GRID].map((letter) => NAMES[letter]);

/**
 * What each part of the face costs, in points of the score; the dearest first. Parts that are better than in good photos are
 * negative.
 *
 * @param {Pick<Assessment, "patchMap">} assessment
 * @param {NonNullable<ModelInfo["referenceMap"]>} reference
 * @returns {{ region: Region, points: number }[]}
 */
export function costs({ patchMap }, reference) {
  const sums = new Map(Object.values(NAMES).map((region) => [region, 0]));
  REGIONS.forEach((region, i) => sums.set(region, Number(sums.get(region)) + (reference[i][0] - patchMap[i]) / REGIONS.length));
  return Array.from(sums, ([region, points]) => ({ region, points })).sort((a, b) => b.points - a.points);
}
