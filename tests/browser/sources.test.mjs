// Every image source of the contract gives the same answer, and every bad one its typed error.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertQuiet, inPage, startForTests } from "./support.mjs";

const session = await startForTests(".", (request, response) => {
  // Without a policy, so that it may show another origin's picture.
  if (request.url === "/free") response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>free</title>");
  return request.url === "/free";
});

test("all image sources", async () => {
  const { value: scores, seen } = await inPage(session, {}, async () => {
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
    while (video.readyState < video.HAVE_CURRENT_DATA) await new Promise((resolve) => setTimeout(resolve, 10));
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
});

test("bad images", async () => {
  await inPage(session, {}, async () => {
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
      empty: ["unsupported-input", new Uint8Array(0), { crop: "aligned" }],
      text: ["unsupported-input", new Blob(["just some text"]), { crop: "aligned" }],
      truncated: ["decode", good.slice(0, good.byteLength / 2), { crop: "aligned" }],
      "1×1": ["unsupported-input", new ImageData(1, 1), { crop: "aligned" }],
      huge: ["too-large", header, { crop: "aligned" }],
      "broken <img>": ["decode", broken, { crop: "aligned" }],
      "closed bitmap": ["unsupported-input", closed, { crop: "aligned" }],
      "empty canvas": ["unsupported-input", Object.assign(document.createElement("canvas"), { width: 0 }), { crop: "aligned" }],
      "video without a frame": ["unsupported-input", document.createElement("video"), { crop: "aligned" }],
      "no source": ["unsupported-input", {}, { crop: "aligned" }],
      null: ["unsupported-input", null, { crop: "aligned" }],
      "no face": ["no-face", new ImageData(320, 240), {}],
      "wrong thresholds": ["unsupported-input", crop, { crop: "aligned", thresholds: { beauty: { warn: 1, fail: 0 } } }],
      "thresholds that cannot be": ["unsupported-input", crop, { crop: "aligned", thresholds: { yaw: { warn: 1, fail: 5 } } }],
      "mirrored landmarks": ["unsupported-input", crop, { landmarks: [[73, 51], [38, 51], [56, 71], [70, 92], [41, 92]] }],
    };
    for (const [name, [code, source, options]] of Object.entries(/** @type {Record<string, any[]>} */ (cases))) {
      const error = await quality.assess(source, options).catch((error) => error);
      const isTyped = error instanceof FaceQualityError && error.name === "FaceQualityError" && error.code === code;
      if (!isTyped) throw new Error(`${name}: ${error.code} ${error}`);
      const after = (await quality.assess(crop, { crop: "aligned" })).score;
      if (after !== before) throw new Error(`${name} spoiled the next good image`);
    }
    quality.dispose();
  });
});

for (const worker of [true, false]) {
  test(`an image of another origin is tainted, ${worker ? "in a worker" : "on the page"}`, async () => {
    // The same server at its other address.
    const address = session.url.replace("localhost", "127.0.0.1");
    const { value } = await inPage(session, { worker, address }, tainted, "free");
    assert.equal(value, "tainted");
  });
}

/** Runs in the page. */
async function tainted({ worker, address }) {
  const { FaceQuality } = await import("/pkg/index.js");
  const quality = await FaceQuality.load({ backend: "cpu", worker });
  const image = new Image();
  image.src = `${address}www/demo/samples/render-clear.png`;
  await image.decode();
  const error = await quality.assess(image, { crop: "aligned" }).catch((error) => error);
  quality.dispose();
  return error.code;
}
