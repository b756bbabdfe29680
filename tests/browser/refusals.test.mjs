// Whatever cannot be used is refused with a FaceQualityError that says what was wrong, and a large file before it is read.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inPage, startForTests } from "./support.mjs";

const session = await startForTests(".");

test("a file is judged by its type and size before it is read", async () => {
  const { value } = await inPage(session, {}, async () => {
    const { FaceQuality } = await import("/pkg/index.js");
    const quality = await FaceQuality.load({ backend: "cpu", worker: false });
    let read = 0;
    const { arrayBuffer } = Blob.prototype;
    Blob.prototype.arrayBuffer = function () {
      read = Math.max(read, this.size);
      return arrayBuffer.call(this);
    };
    const rest = new Uint8Array(1000);
    // It would not fit into the memory of every machine.
    const file = (start, size, type) => Object.defineProperty(new File([start, rest], "file", { type }), "size", { value: size });
    const ftyp = (brand) => new Blob([Uint8Array.of(0, 0, 0, 24), `ftyp${brand}`, new Uint8Array(12)]);
    const gone = new File(["gone"], "gone.jpg", { type: "image/jpeg" });
    gone.arrayBuffer = () => Promise.reject(new DOMException("permission problems", "NotReadableError"));
    gone.slice = () => gone;
    const cases = {
      video: file(ftyp("isom"), 1.9e9, "video/mp4"),
      text: file("some text", 50e6, ""),
      "large JPEG": file(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), 400e6, "image/jpeg"),
      "large AVIF": file(ftyp("avif"), 400e6, "image/avif"),
      gone,
    };
    const told = {};
    for (const [name, source] of Object.entries(cases)) {
      told[name] = await quality.assess(source).catch(({ name, code, message }) => `${name} ${code}: ${message}`);
    }
    return { told, read };
  });
  const { told, read } = value;
  assert.match(told.video, /^FaceQualityError unsupported-input: the file \(video\/mp4, 1900.0 MB\) is not an image/);
  assert.match(told.text, /^FaceQualityError unsupported-input: the file \(of unknown type, 50.0 MB\) is not an image/);
  assert.match(told["large JPEG"], /^FaceQualityError too-large: the file \(image\/jpeg, 400.0 MB\)/);
  assert.match(told["large AVIF"], /^FaceQualityError too-large: the file \(image\/avif, 400.0 MB\)/);
  assert.match(told.gone, /^FaceQualityError unsupported-input: the file \(image\/jpeg, 4 bytes\) can no longer be read/);
  assert.doesNotMatch(told.gone, /permission/);
  assert.ok(read <= 64, `${read} bytes were read`);
});

test("options, canvases and assessments that cannot be used", async () => {
  const { value } = await inPage(session, {}, async () => {
    const { FaceQuality, FaceQualityError, drawOverlay, heatmap } = await import("/pkg/index.js");
    const quality = await FaceQuality.load({ backend: "cpu", locator: false });
    const blob = await (await fetch("/www/demo/samples/render-clear.png")).blob();
    const result = await quality.assess(blob, { crop: "aligned" });
    const handed = document.createElement("canvas");
    handed.transferControlToOffscreen();
    const other = document.createElement("canvas");
    other.getContext("bitmaprenderer");
    const canvas = Object.assign(document.createElement("canvas"), { width: 7 });
    const controller = new AbortController();
    /** @type {Record<string, () => any>} */
    const calls = {
      "load(null)": () => FaceQuality.load(/** @type {any} */ (null)),
      "load: controller": () => FaceQuality.load(/** @type {any} */ ({ signal: controller })),
      "assess(null options)": () => quality.assess(blob, /** @type {any} */ (null)),
      "assess: controller": () => quality.assess(blob, /** @type {any} */ ({ signal: controller })),
      "assess: threshold NaN": () => quality.assess(blob, { crop: "aligned", thresholds: { yaw: { warn: NaN, fail: 0 } } }),
      "assess: threshold 500": () => quality.assess(blob, { crop: "aligned", thresholds: { yaw: { warn: 500, fail: 0 } } }),
      "assess: thresholds null": () => quality.assess(blob, /** @type {any} */ ({ crop: "aligned", thresholds: null })),
      "heatmap(null)": () => heatmap(/** @type {any} */ (null)),
      "heatmap(null options)": () => heatmap(result, /** @type {any} */ (null)),
      "heatmap: range 5": () => heatmap(result, /** @type {any} */ ({ range: 5 })),
      "heatmap: range NaN": () => heatmap(result, { range: [NaN, 1] }),
      "heatmap: size NaN": () => heatmap(result, { size: NaN }),
      "overlay: opacity NaN": () => drawOverlay(canvas, blob, result, { opacity: NaN }),
      "overlay: opacity 2": () => drawOverlay(canvas, blob, result, { opacity: 2 }),
      "overlay: null canvas": () => drawOverlay(/** @type {any} */ (null), blob, result),
      "overlay: no canvas": () => drawOverlay(/** @type {any} */ (document.body), blob, result),
      "overlay: handed off": () => drawOverlay(handed, blob, result),
      "overlay: another context": () => drawOverlay(other, blob, result),
      "overlay: null image": () => drawOverlay(canvas, /** @type {any} */ (null), result),
      "overlay: null assessment": () => drawOverlay(canvas, blob, /** @type {any} */ (null)),
      "overlay: not an image": () => drawOverlay(canvas, new Blob(["text"]), result),
    };
    const told = {};
    for (const [name, call] of Object.entries(calls)) {
      const error = await (async () => call())().catch((error) => error);
      told[name] = error instanceof FaceQualityError ? `${error.code}: ${error.message}` : `untyped ${error}`;
    }
    return { told, width: canvas.width };
  });
  for (const [name, text] of Object.entries(value.told)) {
    assert.match(text, name === "overlay: not an image" ? /^decode: / : /^unsupported-input: /, name);
    assert.doesNotMatch(text, /Cannot read|undefined|Failed to/, name);
  }
  assert.match(value.told["assess: controller"], /signal is an object \(AbortController\), expected an AbortSignal/);
  assert.match(value.told["heatmap: range 5"], /range is 5/);
  assert.match(value.told["overlay: handed off"], /handed to a worker/);
  assert.equal(value.width, 7, "the canvas is as it was");
});
