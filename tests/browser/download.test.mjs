// A model over a network that breaks, in a real browser. tests/unit/download.test.mjs has every other way to break.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { assertProgress, faulty } from "./faulty-server.mjs";
import { inPage, read, startForTests } from "./support.mjs";

const NAME = "model.safetensors";

const file = await read("tests/fixtures/oracle/model.safetensors");
/** What a load fetches: the model and the engine. */
const bytes = file.length + (await read("pkg/wasm/cpu-relaxed/attn_fiqa_bg.wasm")).length;
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
  for (const [how, restarts] of Object.entries({
    good: 0,
    "gzip-with-length": 0,
    "cut-once": 0,
    "cut-ignores-range": 1,
    "short-once": 1,
  })) {
    test(`the model comes, with its progress: ${how}, ${worker ? "in a worker" : "on the page"}`, async () => {
      const model = address(how);
      const { name, sha256, error, progress } = await load({ model, worker, ...(restarts ? { integrity } : { cache: false }) });
      assert.equal(error, undefined);
      assert.deepEqual([name, `sha256-${sha256}`], ["oracle", integrity]);
      assert.deepEqual(progress.at(-1), [bytes, bytes]);
      assertProgress(progress, bytes, restarts);
      if (how === "cut-once") assert.match(server.asked(model)[1], /^bytes=[1-9]\d*-$/);
    });
  }

  test(`one error when it breaks again and again, ${worker ? "in a worker" : "on the page"}`, async () => {
    const { error, typed } = await load({ model: address("cut-always"), worker });
    assert.ok(typed);
    assert.match(error, /^model-fetch: .*broke 4 times.*; [1-9]\d* of \d+ bytes came$/);
  });
}
