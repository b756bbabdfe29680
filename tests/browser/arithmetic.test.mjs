// The CPU's module comes in two forms, with and without relaxed SIMD, and multiplies in single precision or in integers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { maxDifference, open, readJson, startForTests } from "./support.mjs";

/** As natively: see tests/integration/exactness.rs; for integers twice as much, as in tests/integration/cpu_vit.rs. */
const SCORE = { f32: 1e-5, int8: 2e-5 };
const PATCH = { f32: 1e-4, int8: 2e-4 };

const session = await startForTests(".");

/** Renders by the default model; runs in the page. @param {any} what */
async function assessRenders({ files, options }) {
  const { FaceQuality } = await import("/pkg/index.js");
  const quality = await FaceQuality.load({ backend: "cpu", worker: false, ...options });
  const found = [];
  for (const file of files) {
    const photo = await (await fetch(`/tests/fixtures/renders/${file}`)).blob();
    const { score, patchMap } = await quality.assess(photo, { crop: "aligned" });
    found.push({ score, patchMap: Array.from(patchMap) });
  }
  const { passed } = await quality.selfTest();
  quality.dispose();
  return { found, passed, precision: quality.precision };
}

for (const isRelaxed of [true, false]) {
  for (const precision of ["auto", "f32", "int8"]) {
    test(`${isRelaxed ? "with" : "without"} relaxed SIMD, precision "${precision}": the reference's numbers`, async () => {
      const expected = await readJson("tests/fixtures/renders/expected.json");
      const { page, seen } = await open(session, "tests/browser/blank.html");
      // As in Safari.
      if (!isRelaxed) await page.evaluate(() => (WebAssembly.validate = () => false));
      const files = expected.map(({ file }) => file);
      const { found, passed, precision: ran } = await page.evaluate(assessRenders, { files, options: { precision } });
      const folder = isRelaxed ? "/wasm/cpu-relaxed/" : "/wasm/cpu/";
      assert.ok(
        seen.requests.some((url) => url.includes(folder)),
        "the module that this browser runs",
      );
      assert.equal(ran, precision === "int8" ? "int8" : "f32");
      assert.ok(passed, "the self test, by the same arithmetic");
      found.forEach(({ score, patchMap }, i) => {
        assert.ok(Math.abs(score - expected[i].score) < SCORE[ran], `${expected[i].file}: ${score}`);
        assert.ok(maxDifference(patchMap, expected[i].patch_map) < PATCH[ran], expected[i].file);
      });
    });
  }
}

test("a model in single precision stays so unless integers are asked for; what is not a precision is refused", async () => {
  const { page } = await open(session, "tests/browser/blank.html");
  const ran = await page.evaluate(async () => {
    const { FaceQuality } = await import("/pkg/index.js");
    const ran = [];
    for (const precision of /** @type {const} */ ([undefined, "int8"])) {
      const quality = await FaceQuality.load({ model: "/tests/fixtures/oracle/model.safetensors", backend: "cpu", precision });
      ran.push(quality.precision);
      quality.dispose();
    }
    const refused = await FaceQuality.load(/** @type {any} */ ({ precision: "half" })).catch(({ code, message }) => `${code}: ${message}`);
    return [...ran, refused];
  });
  assert.deepEqual(ran, ["f32", "int8", 'unsupported-input: precision is half, expected "auto" or "f32" or "int8"']);
});
