// Many large frames at once: they wait small.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { memory } from "./load-cost.mjs";
import { open, startForTests } from "./support.mjs";

/** Bytes that sixty frames of twelve megapixels may take; as they are they take 2.9 GB. */
const MOST = 500e6;

const session = await startForTests(".");
const skip = existsSync("/proc/self/status") ? false : "memory is read from /proc, which Linux alone has";

test("sixty frames of twelve megapixels at once take less than 500 MB", { skip }, async () => {
  const { page } = await open(session, "tests/browser/blank.html");
  await page.evaluate(async () => {
    const { FaceQuality } = await import("/pkg/index.js");
    globalThis.quality = await FaceQuality.load({ backend: "cpu" });
    globalThis.photo = await createImageBitmap(await (await fetch("/www/demo/samples/portrait.jpg")).blob());
  });
  const browser = await session.browser.newBrowserCDPSession();
  const { processInfo } = await browser.send("SystemInfo.getProcessInfo");
  const processes = processInfo.map(({ id }) => id);
  const idle = memory(processes);
  let most = 0;
  const timer = setInterval(() => (most = Math.max(most, memory(processes) - idle)), 20);
  const results = await page.evaluate(async () => {
    const { quality, photo } = /** @type {any} */ (globalThis);
    const calls = [];
    for (let i = 0; i < 60; i++) {
      const frame = await createImageBitmap(photo, { resizeWidth: 4000, resizeHeight: 3000 });
      calls.push(quality.assess(frame));
      frame.close();
    }
    return (await Promise.all(calls)).map(({ score, face }) => [score, ...face.landmarks[0]]);
  });
  clearInterval(timer);
  assert.ok(most < MOST, `${Math.round(most / 1e6)} MB`);
  const [whole, ...others] = results;
  for (const [score, x, y] of others) {
    // Of an enlarged photo, the small frame has all there is.
    assert.ok(Math.abs(score - whole[0]) < 0.05, `${score} against ${whole[0]}`);
    assert.ok(Math.hypot(x - whole[1], y - whole[2]) < 20, "places are in the frame's own pixels");
  }
});
