// Threads in every browser: on a page that is cross-origin isolated they share a pass, with the score of one to the last bit.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inPage, startForTests } from "./support.mjs";

const session = await startForTests(".", (_, response) => {
  response.setHeader("cross-origin-opener-policy", "same-origin");
  response.setHeader("cross-origin-embedder-policy", "require-corp");
  return false;
});

for (const precision of ["f32", "int8"]) {
  test(`two and three threads, ${precision}: the score of one, and no complaint`, async () => {
    const { value, seen } = await inPage(session, precision, async (precision) => {
      const { FaceQuality } = await import("/pkg/index.js");
      const photo = await (await fetch("/tests/fixtures/renders/00-frontal.png")).blob();
      const found = [];
      for (const threads of [1, 2, 3]) {
        const quality = await FaceQuality.load({ backend: "cpu", precision: /** @type {"f32" | "int8"} */ (precision), threads });
        for (let pass = 0; pass < 3; pass++) {
          const { score, patchMap } = await quality.assess(photo, { crop: "aligned" });
          found.push({ asked: threads, threads: quality.threads, map: JSON.stringify([score, ...patchMap]) });
        }
        quality.dispose();
      }
      return found;
    });
    for (const { asked, threads, map } of value) {
      assert.equal(threads, asked);
      assert.equal(map, value[0].map);
    }
    assert.deepEqual(seen.complaints, []);
  });
}

test("a thread that hears nothing of a pass: the same score, and the next pass has all threads", async () => {
  const { value } = await inPage(session, null, async () => {
    const { FaceQuality } = await import("/pkg/index.js");
    const photo = await (await fetch("/tests/fixtures/renders/00-frontal.png")).blob();
    const channel = new BroadcastChannel("team");
    const quality = await FaceQuality.load({ backend: "cpu", threads: 2, assets: { worker: "/tests/browser/team-worker.js" } });
    const found = [];
    for (let pass = 0; pass < 3; pass++) {
      if (pass === 1) {
        const heard = new Promise((resolve) => channel.addEventListener("message", resolve, { once: true }));
        channel.postMessage({ fault: "hears nothing", first: false });
        await heard;
      }
      const { score, patchMap } = await quality.assess(photo, { crop: "aligned" });
      found.push({ threads: quality.threads, map: JSON.stringify([score, ...patchMap]) });
    }
    quality.dispose();
    return found;
  });
  assert.deepEqual(
    value.map(({ threads }) => threads),
    [2, 1, 2],
  );
  for (const { map } of value) assert.equal(map, value[0].map);
});
