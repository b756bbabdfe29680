// The demo's camera, as Chromium's fake one: scored frames a second, hints, the photo, and each way in which there is none.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { chromium } from "playwright-core";
import { loaded, score, visit } from "./demo-page.mjs";
import { assertNoRequests, assertQuiet, commandLine, path, read, screenshot, startForTests } from "./support.mjs";

/** Frames a second that two idle cores should score; a machine that does other things too is told of it, and not failed. */
const WANTED_RATE = 15;

const session = await startForTests("dist");
const folder = await mkdtemp(join(tmpdir(), "attn-fiqa-camera-"));
after(() => rm(folder, { recursive: true }));

/** A browser whose camera plays this clip over and over, and asks nobody; null: one that has no camera. */
async function withCamera(clip, more = []) {
  const file = join(folder, "clip.mjpeg");
  if (clip) await writeFile(file, clip);
  const camera = clip ? ["--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${file}`] : [];
  const browser = await chromium.launch({ executablePath: process.env.CHROME_PATH, args: ["--disable-quic", ...camera, ...more] });
  after(() => browser.close());
  return { url: session.url, browser };
}

/** A clip is JPEG after JPEG. Fixtures are 480×360. @param {string[]} faces */
const clipOf = async (...faces) => Buffer.concat(await Promise.all(faces.map((face) => read(`tests/fixtures/faces/${face}.jpg`))));

const start = async (page) => {
  await page.locator("#camera").click();
  await page.waitForFunction(() => "rate" in document.getElementById("live-rate").dataset, null, { timeout: 60_000 });
};

test("frames are scored over a mirrored video, and one becomes the photo, which is not mirrored", async (context) => {
  const camera = await withCamera(await clipOf("everyday-34"));
  const { page, seen } = await visit(camera, { permissions: ["camera"], viewport: { width: 1200, height: 900 } });
  const requests = seen.requests.length;
  const [{ score: expected }] = await commandLine(path("tests/fixtures/faces/everyday-34.jpg"));
  await start(page);
  assert.equal(await page.evaluate(() => document.activeElement.id), "live-capture");
  assert.match(await page.locator("#video").evaluate((video) => getComputedStyle(video).transform), /^matrix\(-1, 0/);
  await page.waitForTimeout(2500);
  const rate = Number(await page.locator("#live-rate").getAttribute("data-rate"));
  assert.ok(rate > 0);
  if (rate < WANTED_RATE) context.diagnostic(`${rate.toFixed(1)} scored frames a second, wanted ${WANTED_RATE}: is this machine idle?`);
  await screenshot(page, "demo-live");
  assert.match(await page.locator("#live-hint").textContent(), /take the photo/);
  assert.equal(
    await page.locator("#score-card").getAttribute("aria-live"),
    "off",
    "numbers that change with each frame are not read aloud",
  );
  const heat = await page.locator("#live-heat").evaluate((/** @type {HTMLCanvasElement} */ canvas) => {
    const { width, height } = canvas;
    return canvas
      .getContext("2d")
      .getImageData(0, 0, width, height)
      .data.some((value) => value > 0);
  });
  assert.ok(heat, "the heatmap is drawn");
  await page.locator("#live-capture").press("Enter");
  await page.waitForFunction(() => document.body.dataset.state === "done" && document.getElementById("live").hidden);
  // The clip was compressed again by the fake camera, and stretched.
  assert.ok(Math.abs((await score(page)) - expected) < 0.05, `${await score(page)} against ${expected}`);
  const [left] = await page.$$eval(".handle", (all) => all.map(({ dataset }) => Number(dataset.x)));
  const width = await page.locator("#canvas").evaluate((/** @type {HTMLCanvasElement} */ canvas) => canvas.width);
  assert.ok(left < width / 2, "the face is on the left, as in the file");
  assert.equal(
    await page.locator("#video").evaluate((/** @type {HTMLVideoElement} */ video) => video.srcObject),
    null,
    "the camera is off",
  );
  assertNoRequests(seen, requests);
  assertQuiet(seen, session.url);
});

test("a hint for what is wrong, one for nobody, and no score is left of a face that is gone", async () => {
  const camera = await withCamera(await clipOf("everyday-24"));
  const { page } = await visit(camera, { permissions: ["camera"] });
  await start(page);
  await page.waitForFunction(() => /turned to the side/.test(document.getElementById("live-hint").textContent));
  await page.locator("#live-stop").click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "camera");
  await loaded(page);
  assert.match(await page.locator("#prompt").textContent(), /^One face found/, "the photo from before is back");
});

test("a camera that is refused, missing or lost: each is said, and the page goes on", async () => {
  const camera = await withCamera(await clipOf("everyday-34"), ["--deny-permission-prompts"]);
  const refused = await visit(camera);
  await refused.page.locator("#camera").click();
  await refused.page.locator("#error").waitFor();
  assert.match(await refused.page.locator("#error").textContent(), /^Allow it for this page/);
  assert.equal(await refused.page.evaluate(() => document.activeElement.id), "camera");
  await screenshot(refused.page, "demo-live-refused");
  const missing = await visit(await withCamera(null), { permissions: ["camera"] });
  await missing.page.locator("#camera").click();
  await missing.page.locator("#error").waitFor();
  assert.match(await missing.page.locator("#error").textContent(), /^Connect one/);
  const lost = await visit(await withCamera(await clipOf("everyday-34")), { permissions: ["camera"] });
  await start(lost.page);
  await lost.page.locator("#video").evaluate((/** @type {HTMLVideoElement} */ video) => {
    const [track] = /** @type {MediaStream} */ (video.srcObject).getVideoTracks();
    track.dispatchEvent(new Event("ended"));
  });
  await lost.page.locator("#error").waitFor();
  assert.match(await lost.page.locator("#error").textContent(), /^It was unplugged/);
  assert.ok(await lost.page.locator("#live").isHidden());
});
