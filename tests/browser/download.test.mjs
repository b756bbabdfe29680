// A model over a network that breaks, in a real browser. tests/unit/download.test.mjs has every other way to break.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { assertProgress, faulty } from "./faulty-server.mjs";
import { inPage, read, startForTests } from "./support.mjs";

const NAME = "model.safetensors";

const file = await read("tests/fixtures/oracle/model.safetensors");
const integrity = `sha256-${createHash("sha256").update(file).digest("hex")}`;
const server = faulty({ [NAME]: file });
const session = await startForTests(".", server.answer);

/** Tells addresses of one kind apart: how often each was asked matters. */
let number = 0;
const address = (how) => `/faulty/${how}/${NAME}?${number++}`;

/** Loads; the model's name or the error, and every progress of the download. */
async function load(options) {
  const { value } = await inPage(session, options, async (options) => {
    const { FaceQuality } = await import("/pkg/index.js");
    const progress = [];
    const onProgress = ({ stage, loaded, total }) => stage === "download" && progress.push([loaded, total]);
    try {
      const { model } = await FaceQuality.load({ backend: "cpu", locator: false, onProgress, ...options });
      return { name: model.name, sha256: model.sha256, progress };
    } catch ({ name, code, message }) {
      return { error: `${code}: ${message}`, typed: name === "FaceQualityError", progress };
    }
  });
  return value;
}

for (const worker of [true, false]) {
  // The length of compressed bytes is not a total.
  for (const [how, first, restarts] of [
    ["good", true, 0],
    ["gzip-with-length", false, 0],
    ["cut-once", true, 0],
    ["cut-ignores-range", true, 1],
    ["short-once", false, 1],
  ]) {
    test(`the model comes, with its progress: ${how}, ${worker ? "in a worker" : "on the page"}`, async () => {
      const model = address(how);
      const { name, sha256, error, progress } = await load({ model, worker, ...(restarts ? { integrity } : { cache: false }) });
      assert.equal(error, undefined);
      assert.deepEqual([name, `sha256-${sha256}`], ["oracle", integrity]);
      assert.equal(progress[0][1], first ? file.length : null);
      assert.deepEqual(progress.at(-1), [file.length, file.length]);
      assertProgress(progress, file.length, restarts);
      if (how === "cut-once") assert.match(server.asked(model)[1], /^bytes=[1-9]\d*-$/);
    });
  }

  test(`one error when it breaks again and again, ${worker ? "in a worker" : "on the page"}`, async () => {
    const { error, typed } = await load({ model: address("cut-always"), worker });
    assert.ok(typed);
    assert.match(error, /^model-fetch: .*broke 4 times.*; [1-9]\d* of \d+ bytes came$/);
  });
}
