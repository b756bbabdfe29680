// What is drawn is what was scored: upright in every format, whatever the browser makes of the file's orientation.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ENGINE, inPage, startForTests } from "./support.mjs";

const session = await startForTests(".");

/** WebKit's canvas writes no WebP; it reads it. @param {string} format */
const isWritten = (format) => ENGINE !== "webkit" || !format.startsWith("WebP");

/** Quarters of the upright picture, row by row, where a b / c d are stored (Exif 2.32, 4.6.4 A). */
const UPRIGHT = ["abcd", "badc", "dcba", "cdab", "acbd", "cadb", "dbca", "bdac"];

test("a file is drawn upright", async () => {
  const { value } = await inPage(session, {}, async () => {
    const { CannotWrite, WRITERS } = await import("/tests/browser/with-orientation.js");
    const { toBitmap } = await import("/pkg/index.js");
    const colours = { a: [200, 40, 40], b: [40, 200, 40], c: [40, 40, 200], d: [200, 200, 40] };
    const stored = new OffscreenCanvas(48, 32);
    const context = stored.getContext("2d");
    [..."abcd"].forEach((name, i) => {
      context.fillStyle = `rgb(${colours[name]})`;
      context.fillRect(24 * (i % 2), 16 * (i >> 1), 24, 16);
    });
    const nameOf = (pixel) =>
      Object.keys(colours).find((name) => colours[name].every((level, i) => Math.abs(level - pixel[i]) < 30)) ?? "?";
    const seen = {};
    for (const [format, write] of Object.entries(WRITERS)) {
      seen[format] = [];
      for (let orientation = 1; orientation <= 8; orientation++) {
        const file = await write(stored, orientation).catch((error) => error);
        if (file instanceof CannotWrite) continue;
        const bitmap = await toBitmap(file);
        const { width, height } = bitmap;
        const shown = new OffscreenCanvas(width, height).getContext("2d");
        shown.drawImage(bitmap, 0, 0);
        const corner = (x, y) => nameOf(shown.getImageData(x ? width - 6 : 6, y ? height - 6 : 6, 1, 1).data);
        seen[format].push([width, height, corner(0, 0) + corner(1, 0) + corner(0, 1) + corner(1, 1)]);
      }
    }
    return seen;
  });
  const expected = UPRIGHT.map((quarters, i) => [...(i < 4 ? [48, 32] : [32, 48]), quarters]);
  assert.equal(Object.keys(value).length, 6);
  for (const [format, seen] of Object.entries(value)) assert.deepEqual(seen, isWritten(format) ? expected : [], format);
});

test("what is drawn scores as the file does", async () => {
  const { value } = await inPage(session, {}, async () => {
    const { CannotWrite, WRITERS } = await import("/tests/browser/with-orientation.js");
    const { FaceQuality, toBitmap } = await import("/pkg/index.js");
    const quality = await FaceQuality.load({ backend: "cpu", locator: false });
    const face = await createImageBitmap(await (await fetch("/www/demo/samples/render-clear.png")).blob());
    const canvas = new OffscreenCanvas(112, 112);
    canvas.getContext("2d").drawImage(face, 0, 0);
    const score = async (source) => (await quality.assess(source, { crop: "aligned" })).score;
    const scores = [];
    for (const format of ["PNG", "WebP", "JPEG"]) {
      for (let orientation = 1; orientation <= 8; orientation++) {
        const file = await WRITERS[format](canvas, orientation).catch((error) => error);
        if (file instanceof CannotWrite) continue;
        scores.push([format, orientation, await score(file), await score(await toBitmap(file))]);
      }
    }
    return scores;
  });
  // Two decoders differ by a grey level; a face on its side by much more.
  for (const [format, orientation, file, drawn] of value)
    assert.ok(Math.abs(file - drawn) < 0.01, `${format} ${orientation}: ${file}, ${drawn}`);
  assert.ok(Math.abs(value[0][2] - value[5][2]) > 0.1);
  assert.equal(value.length, 8 * ["PNG", "WebP", "JPEG"].filter(isWritten).length);
});

test("a BMP that is transparent everywhere is drawn as it is scored", async () => {
  const { value } = await inPage(session, {}, async () => {
    const { toBitmap, drawOverlay } = await import("/pkg/index.js");
    // One red pixel of 32 bits with masks (BITMAPV4HEADER), alpha 0.
    const bmp = new DataView(new ArrayBuffer(126));
    const set = (at, value, size = 4) => (size === 2 ? bmp.setUint16(at, value, true) : bmp.setUint32(at, value, true));
    for (const [at, value] of [
      [2, 126],
      [10, 122],
      [14, 108],
      [18, 1],
      [22, 1],
      [30, 3],
      [34, 4],
      [54, 0xff0000],
      [58, 0xff00],
      [62, 0xff],
      [66, 0xff000000],
      [122, 0x00c82828],
    ])
      set(at, value);
    set(0, 0x4d42, 2);
    set(26, 1, 2);
    set(28, 32, 2);
    const read = (source) => {
      const context = new OffscreenCanvas(1, 1).getContext("2d");
      context.drawImage(source, 0, 0);
      return [...context.getImageData(0, 0, 1, 1).data];
    };
    const clear = new ImageData(2, 2);
    const canvas = document.createElement("canvas");
    const flat = /** @type {any} */ ({ patchMap: Float32Array.of(0), gridSize: 1, mapRange: null, score: 0, percentile: null, face: null });
    await drawOverlay(canvas, clear, flat, { opacity: 0, score: false });
    return { bmp: read(await toBitmap(new Blob([bmp.buffer]))), clear: read(canvas) };
  });
  assert.deepEqual(value.bmp, [200, 40, 40, 255]);
  assert.deepEqual(value.clear, [255, 255, 255, 255], "transparency is on white, as it is scored");
});
