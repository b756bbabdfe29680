// A file with a colour profile, the same in an <img>, and the canvas that it was made of: one picture, one score.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ENGINE, inPage, startForTests } from "./support.mjs";

const session = await startForTests(".");

test("a file in Display-P3 scores as the <img> and the canvas do", async () => {
  const { value } = await inPage(session, {}, async () => {
    const { FaceQuality } = await import("/pkg/index.js");
    const quality = await FaceQuality.load({ backend: "cpu", locator: false });
    const face = await createImageBitmap(await (await fetch("/www/demo/samples/render-hard.png")).blob());
    const canvas = new OffscreenCanvas(112, 112);
    const context = canvas.getContext("2d", { colorSpace: "display-p3" });
    context.filter = "saturate(5)";
    context.drawImage(face, 0, 0);
    const score = async (source) => (await quality.assess(source, { crop: "aligned" })).score;
    const expected = await score(canvas);
    const scores = [];
    // The browser writes the canvas's profile into the file.
    for (const type of ["image/png", "image/webp"]) {
      const file = await canvas.convertToBlob({ type, quality: 1 });
      const image = Object.assign(new Image(), { src: URL.createObjectURL(file) });
      await image.decode();
      scores.push([type, await score(file), await score(image)]);
    }
    return { expected, scores };
  });
  for (const [type, file, image] of value.scores) {
    for (const score of [file, image])
      assert.ok(Math.abs(score - value.expected) < 1e-3, `${type}: ${file}, ${image} against ${value.expected}`);
  }
});

test("a file's colour profile is followed in every engine", async () => {
  const { value } = await inPage(session, {}, async () => {
    const { asDisplayP3 } = await import("/tests/browser/with-profile.js");
    const { FaceQuality } = await import("/pkg/index.js");
    // Random weights see colours that a trained model has learned to look past.
    const quality = await FaceQuality.load({ backend: "cpu", locator: false, model: "/tests/fixtures/oracle/model.safetensors" });
    const canvas = new OffscreenCanvas(112, 112);
    const face = await createImageBitmap(await (await fetch("/www/demo/samples/render-hard.png")).blob());
    canvas.getContext("2d").drawImage(face, 0, 0);
    const score = async (source) => (await quality.assess(source, { crop: "aligned" })).score;
    const file = await asDisplayP3(canvas);
    const image = Object.assign(new Image(), { src: URL.createObjectURL(file) });
    await image.decode();
    return { file: await score(file), image: await score(image), untold: await score(canvas) };
  });
  // Firefox and WebKitGTK show an <img> without it where the screen has no profile, as one that is not there.
  const shown = ENGINE === "chromium" ? value.file : value.untold;
  // Two implementations round a colour differently by a grey level.
  assert.ok(Math.abs(shown - value.image) < 3e-3, JSON.stringify(value));
  assert.ok(Math.abs(value.file - value.untold) > 0.05, `which is another picture without it: ${JSON.stringify(value)}`);
});
