/** A result as one picture: photo, heatmap, verdict, score, reasons, model and date. In light colours, as paper is. */
/** @import { Assessment, ModelInfo } from "attn-fiqa" */
/** @import { Photo } from "./photo.js" */
import { drawOverlay, toBitmap } from "attn-fiqa";
import { costs } from "./costs.js";
import { contextOf } from "./page.js";
import { heatmapOptions } from "./picture.js";
import { SCORE_DIGITS } from "./score-panel.js";
import { breakLines } from "./text-flow.js";
import { verdictKey } from "./verdicts.js";
import { decimal, inWords, say } from "./words.js";

/** In pixels: sharp on paper of 10 cm. */
const WIDTH = 1200;
const MARGIN = 60;
const GAP = 24;
/** Most that a picture is high. */
const PICTURE = 520;
const INK = "#17202a";
const SOFT = "#55616e";
const COLOURS = { good: "#1d6b45", fair: "#8a5a00", poor: "#a11d1d" };
/** Parts of the face that are named. */
const MOST_COSTS = 3;

/** A paragraph: font size, weight, colour, text. @typedef {{ size: number, weight?: number, colour?: string, text: string, space?: number }} Paragraph */

/**
 * @param {Photo} photo
 * @param {Assessment} assessment
 * @param {Pick<ModelInfo, "name" | "sha256" | "referenceMap">} model
 * @param {string} purpose what the photo is for, in words
 */
export async function makeReport(photo, assessment, model, purpose) {
  const pictures = await drawPictures(photo, assessment);
  const paragraphs = toParagraphs(photo, assessment, model, purpose);
  const canvas = new OffscreenCanvas(WIDTH, 1);
  const title = [{ size: 30, weight: 700, colour: SOFT, text: say("report.title") }];
  const pictureTop = write(contextOf(canvas), title, MARGIN) + GAP / 2;
  const top = pictureTop + pictures[0].height + GAP;
  canvas.height = Math.ceil(write(contextOf(canvas), paragraphs, top)) + MARGIN;
  const context = contextOf(canvas);
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  const [first, second] = inWords().dir === "rtl" ? [...pictures].reverse() : pictures;
  context.drawImage(first, MARGIN, pictureTop);
  context.drawImage(second, WIDTH - MARGIN - second.width, pictureTop);
  write(context, title, MARGIN);
  write(context, paragraphs, top);
  return canvas.convertToBlob({ type: "image/png" });
}

/** The photo, and the photo with its heatmap, of the same size. @param {Photo} photo @param {Assessment} assessment */
async function drawPictures({ image }, assessment) {
  const bitmap = await toBitmap(image);
  const overlay = new OffscreenCanvas(1, 1);
  try {
    await drawOverlay(overlay, image, assessment, { ...heatmapOptions(), score: false });
    const scale = Math.min((WIDTH - 2 * MARGIN - GAP) / 2 / bitmap.width, PICTURE / bitmap.height);
    return [bitmap, overlay].map((picture) => {
      const canvas = new OffscreenCanvas(Math.round(bitmap.width * scale), Math.round(bitmap.height * scale));
      contextOf(canvas).drawImage(picture, 0, 0, canvas.width, canvas.height);
      return canvas;
    });
  } finally {
    bitmap.close();
  }
}

/**
 * @param {Photo} photo
 * @param {Assessment} assessment
 * @param {Pick<ModelInfo, "name" | "sha256" | "referenceMap">} model
 * @param {string} purpose
 * @returns {Paragraph[]}
 */
function toParagraphs({ name }, { score, percentile, verdict, advice, checks, ...map }, model, purpose) {
  const small = (/** @type {string} */ text) => ({ size: 22, colour: SOFT, text });
  const fact = (/** @type {string} */ key, /** @type {string} */ text) => small(`${say(key)}: ${text}`);
  const reasons =
    advice.length > 0 ? advice.map((reason) => `• ${inWords().reason(reason)}`) : [say("why.nothing", { count: checks.length })];
  const dear = model.referenceMap ? costs(map, model.referenceMap).slice(0, MOST_COSTS) : [];
  const parts = dear
    .filter(({ points }) => points > 0)
    .map(({ region, points }) => say("why.cost", { region: say(`region.${region}`), points: decimal(-points, SCORE_DIGITS) }));
  const date = new Intl.DateTimeFormat(inWords().lang, { dateStyle: "long", timeStyle: "short" }).format(new Date());
  return [
    { size: 46, weight: 700, colour: verdict ? COLOURS[verdict] : INK, text: say(verdictKey(verdict)) },
    ...(percentile === null ? [] : [{ size: 28, text: say("result.percentile", { percent: Math.round(percentile) }) }]),
    { size: 28, text: say("result.score", { score: decimal(score, SCORE_DIGITS) }) },
    ...reasons.map((text, i) => ({ size: 28, text, space: i ? 0 : GAP })),
    ...(parts.length > 0 ? [{ ...small(`${say("why.costs")}: ${parts.join(" · ")}`), space: GAP }] : []),
    { ...fact("report.photo", name), space: GAP },
    fact("report.purpose", purpose),
    fact("report.model", `${model.name} (SHA-256 ${model.sha256.slice(0, 16)}…)`),
    fact("report.date", date),
    { ...small(say("report.local")), space: GAP },
    small(say("report.limits")),
  ];
}

/** @param {CanvasRenderingContext2D} context @param {Paragraph[]} paragraphs @param {number} top @returns {number} where they end */
function write(context, paragraphs, top) {
  const { lang, dir } = inWords();
  let y = top;
  for (const { size, weight = 400, colour = INK, text, space = 0 } of paragraphs) {
    Object.assign(context, { font: `${weight} ${size}px system-ui, sans-serif`, fillStyle: colour, textBaseline: "top", direction: dir });
    y += space;
    for (const line of breakLines(context, text, WIDTH - 2 * MARGIN - size, lang)) {
      context.textAlign = "start";
      context.fillText(line, dir === "rtl" ? WIDTH - MARGIN : MARGIN, y);
      y += size * 1.35;
    }
  }
  return y;
}
