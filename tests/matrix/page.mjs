// Chromium on a built page: a photo is chosen, and the page says what came out.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const SAMPLE = fileURLToPath(new URL("../../www/demo/samples/portrait.jpg", import.meta.url));

/** Milliseconds for the first score: a development server builds its modules when they are asked for. */
const SCORE_LIMIT = 90_000;

/** With a camera that shows this clip, of JPEGs one after the other. @param {string} clip */
export function launch(clip) {
  if (!process.env.CHROME_PATH) throw new Error("name a Chromium or Chrome in CHROME_PATH, or run npm run matrix, which finds one");
  const camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", `--use-file-for-fake-video-capture=${clip}`];
  return chromium.launch({ executablePath: process.env.CHROME_PATH, args: camera });
}

/**
 * @param {import("playwright-core").Browser} browser
 * @param {string} url
 * @returns {Promise<{ scores: number[], worker: boolean, reason: string, complaints: string[], failed: string[] }>}
 */
export async function scoreOn(browser, url) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const seen = watch(context, page);
    await page.goto(url, { waitUntil: "load" });
    await page.locator("input[data-ready]").setInputFiles(SAMPLE, { timeout: SCORE_LIMIT });
    const output = page.locator("output");
    await output
      .filter({ hasText: "{" })
      .waitFor({ timeout: SCORE_LIMIT })
      .catch(() => {
        assert.fail(`the page shows no result; it said ${JSON.stringify(seen)}`);
      });
    return { ...JSON.parse(String(await output.textContent())), ...seen };
  } finally {
    await context.close();
  }
}

/** What Chromium says of a request that the page itself ended: the package does when it has all bytes. */
const ENDED = "net::ERR_ABORTED";

/** What Chromium says when a machine without a GPU is asked for one: on a slow machine "auto" asks. */
const NO_GPU = "No available adapters.";

/** Errors, warnings and failed requests. @param {import("playwright-core").BrowserContext} context @param {import("playwright-core").Page} page */
export function watch(context, page) {
  const seen = { complaints: /** @type {string[]} */ ([]), failed: /** @type {string[]} */ ([]) };
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && message.text() !== NO_GPU) seen.complaints.push(message.text());
  });
  page.on("pageerror", (error) => seen.complaints.push(String(error)));
  context.on("response", (response) => response.status() >= 400 && seen.failed.push(`${response.status()} ${response.url()}`));
  context.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    if (why !== ENDED) seen.failed.push(`${why} ${request.url()}`);
  });
  return seen;
}
