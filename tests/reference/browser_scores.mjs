// Scores a folder of face crops in Chromium, with the assembled package on the CPU: one JSON object a line, as
// `attn-fiqa score --aligned --format json` prints them.
//
//     CHROME_PATH=… node tests/reference/browser_scores.mjs MODEL FOLDER       (pkg/ must be built)
import { createReadStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { open, start } from "../browser/support.mjs";

const MODEL = "/model.safetensors";
const [model, folder] = process.argv.slice(2);

const session = await start(".", (request, response) => {
  if (request.url !== MODEL) return false;
  createReadStream(model).pipe(response);
  return true;
});
try {
  const { page } = await open(session, "tests/browser/blank.html");
  await page.evaluate(async (model) => {
    const { FaceQuality } = await import("/pkg/index.js");
    globalThis.quality = await FaceQuality.load({ model, backend: "cpu", locator: false, cache: false });
  }, MODEL);
  for (const file of (await readdir(folder)).sort()) {
    const crop = (await readFile(join(folder, file))).toString("base64");
    const { score, patchMap } = await page.evaluate(async (crop) => {
      const bytes = Uint8Array.from(atob(crop), (char) => char.charCodeAt(0));
      const { score, patchMap } = await globalThis.quality.assess(bytes, { crop: "aligned" });
      return { score, patchMap: Array.from(patchMap) };
    }, crop);
    console.log(JSON.stringify({ file, score, patch_map: patchMap }));
  }
} finally {
  await session.close();
}
