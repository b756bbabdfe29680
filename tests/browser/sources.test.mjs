// Every image source of the contract gives the same answer, and every bad one its typed error.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, open, start } from "./support.mjs";

let session;
before(async () => (session = await start(".")));
after(() => session.close());

test("all image sources", async () => {
  const { page, seen, context } = await open(session, "tests/browser/blank.html");
  const scores = await page.evaluate(async () => {
    const { FaceQuality } = await import("/pkg/index.js");
    const quality = await FaceQuality.load({ backend: "cpu" });
    const blob = await (await fetch("/www/demo/samples/render-clear.png")).blob();
    const buffer = await blob.arrayBuffer();
    const bitmap = await createImageBitmap(blob);
    const image = Object.assign(new Image(), { src: URL.createObjectURL(blob) });
    const canvas = Object.assign(document.createElement("canvas"), { width: 112, height: 112 });
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    const offscreen = new OffscreenCanvas(112, 112);
    offscreen.getContext("2d").drawImage(bitmap, 0, 0);
    const video = Object.assign(document.createElement("video"), { muted: true, srcObject: canvas.captureStream() });
    // A stream has a frame whenever its canvas is drawn.
    const drawing = setInterval(() => canvas.getContext("2d").drawImage(bitmap, 0, 0), 50);
    await video.play();
    await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    clearInterval(drawing);
    const sources = {
      Blob: blob,
      File: new File([blob], "face.png"),
      ArrayBuffer: buffer,
      Uint8Array: new Uint8Array(buffer),
      ImageData: canvas.getContext("2d").getImageData(0, 0, 112, 112),
      ImageBitmap: bitmap,
      HTMLImageElement: image,
      HTMLCanvasElement: canvas,
      OffscreenCanvas: offscreen,
      HTMLVideoElement: video,
      VideoFrame: new VideoFrame(canvas, { timestamp: 0 }),
    };
    const scores = {};
    for (const [name, source] of Object.entries(sources)) {
      // Twice: nothing of the caller's may be taken away.
      const first = await quality.assess(source, { crop: "aligned" });
      const second = await quality.assess(source, { crop: "aligned" });
      if (name !== "HTMLVideoElement" && first.score !== second.score) throw new Error(`${name} changed`);
      scores[name] = first.score;
    }
    sources.VideoFrame.close();
    quality.dispose();
    return scores;
  });
  const expected = scores.Blob;
  for (const [name, score] of Object.entries(scores)) {
    // A stream compresses colours; all else is exact.
    const tolerance = name === "HTMLVideoElement" ? 0.1 : 1e-6;
    assert.ok(Math.abs(score - expected) <= tolerance, `${name}: ${score} against ${expected}`);
  }
  assert.equal(Object.keys(scores).length, 11);
  assertQuiet(seen, session.url);
  await context.close();
});

test("bad images", async () => {
  const { page, context } = await open(session, "tests/browser/blank.html");
  const codes = await page.evaluate(async () => {
    const { FaceQuality, FaceQualityError } = await import("/pkg/index.js");
    const quality = await FaceQuality.load({ backend: "cpu" });
    const good = await (await fetch("/www/demo/samples/portrait.jpg")).arrayBuffer();
    const crop = await (await fetch("/www/demo/samples/render-clear.png")).blob();
    const before = (await quality.assess(crop, { crop: "aligned" })).score;
    const header = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 117, 48, 0, 0, 117, 48, 8, 2, 0, 0, 0);
    const broken = Object.assign(new Image(), { src: "data:image/png;base64,AAAA" });
    const closed = await createImageBitmap(crop);
    closed.close();
    // biome-ignore format: a case on each line
    const cases = {
      empty: [new Uint8Array(0), { crop: "aligned" }],
      text: [new Blob(["just some text"]), { crop: "aligned" }],
      truncated: [good.slice(0, good.byteLength / 2), { crop: "aligned" }],
      "1×1": [new ImageData(1, 1), { crop: "aligned" }],
      huge: [header, { crop: "aligned" }],
      "broken <img>": [broken, { crop: "aligned" }],
      "closed bitmap": [closed, { crop: "aligned" }],
      "video without a frame": [document.createElement("video"), { crop: "aligned" }],
      "no source": [{}, { crop: "aligned" }],
      null: [null, { crop: "aligned" }],
      "wrong crop": [crop, { crop: "somewhere" }],
      "no face": [new ImageData(320, 240), {}],
      "wrong preset": [crop, { crop: "aligned", preset: "strict" }],
      "wrong thresholds": [crop, { crop: "aligned", thresholds: { beauty: { warn: 1, fail: 0 } } }],
      "thresholds that cannot be": [crop, { crop: "aligned", thresholds: { yaw: { warn: 1, fail: 5 } } }],
      "four landmarks": [crop, { landmarks: [[1, 1], [2, 2], [3, 3], [4, 4]] }],
      "NaN landmark": [crop, { landmarks: [[1, 1], [2, 2], [3, 3], [4, 4], [NaN, 5]] }],
      "mirrored landmarks": [crop, { landmarks: [[73, 51], [38, 51], [56, 71], [70, 92], [41, 92]] }],
    };
    const codes = {};
    for (const [name, [source, options]] of Object.entries(/** @type {Record<string, any>} */ (cases))) {
      const error = await quality.assess(source, options).catch((error) => error);
      if (!(error instanceof FaceQualityError) || error.name !== "FaceQualityError") throw new Error(`${name}: ${error}`);
      codes[name] = error.code;
      const after = (await quality.assess(crop, { crop: "aligned" })).score;
      if (after !== before) throw new Error(`${name} spoiled the next good image`);
    }
    quality.dispose();
    return codes;
  });
  assert.deepEqual(codes, {
    empty: "unsupported-input",
    text: "unsupported-input",
    truncated: "decode",
    "1×1": "unsupported-input",
    huge: "too-large",
    "broken <img>": "decode",
    "closed bitmap": "unsupported-input",
    "video without a frame": "unsupported-input",
    "no source": "unsupported-input",
    null: "unsupported-input",
    "wrong crop": "unsupported-input",
    "no face": "no-face",
    "wrong preset": "unsupported-input",
    "wrong thresholds": "unsupported-input",
    "thresholds that cannot be": "unsupported-input",
    "four landmarks": "unsupported-input",
    "NaN landmark": "unsupported-input",
    "mirrored landmarks": "unsupported-input",
  });
  await context.close();
});

for (const worker of [true, false]) {
  test(`an image of another origin is tainted, ${worker ? "in a worker" : "on the page"}`, async () => {
    const { page, context } = await open(session, "tests/browser/blank.html", { bypassCSP: true });
    await context.route("http://elsewhere.test/face.png", (route) =>
      route.fulfill({ path: new URL("../../www/demo/samples/render-clear.png", import.meta.url).pathname }),
    );
    const code = await page.evaluate(async (worker) => {
      const { FaceQuality } = await import("/pkg/index.js");
      const quality = await FaceQuality.load({ backend: "cpu", worker });
      const image = new Image();
      image.src = "http://elsewhere.test/face.png";
      await image.decode();
      const error = await quality.assess(image, { crop: "aligned" }).catch((error) => error);
      quality.dispose();
      return error.code;
    }, worker);
    assert.equal(code, "tainted");
    await context.close();
  });
}
