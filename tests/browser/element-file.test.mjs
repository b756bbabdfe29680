// The component by file choice, in every engine: a good photo is what the form sends, a poor one is refused with its reason.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertQuiet, inPage, startForTests } from "./support.mjs";

const session = await startForTests(".");

/** As in element-page.mjs. */
const GOOD = "tests/fixtures/faces/everyday-46.jpg";
const POOR = "tests/fixtures/faces/rolled-08.jpg";

/** Runs in the page: chooses one photo after the other, and says what becomes of each. */
async function choose(photos) {
  const { FaceQuality } = await import("/pkg/index.js");
  await import("/pkg/element.js");
  document.body.innerHTML =
    '<form><face-quality-input name="photo" lang="en" required min-verdict="fair" camera="none"></face-quality-input></form>';
  const form = document.querySelector("form");
  const element = /** @type {any} */ (document.querySelector("face-quality-input"));
  const input = element.shadowRoot.querySelector("input[type=file]");
  const quality = await FaceQuality.load();
  const told = [];
  for (const photo of photos) {
    const blob = await (await fetch(`/${photo}`)).blob();
    const data = new DataTransfer();
    data.items.add(new File([blob], "face.jpg", { type: blob.type }));
    input.files = data.files;
    const settled = new Promise((resolve) => {
      element.addEventListener("statechange", function listen({ detail }) {
        if (!["accepted", "refused"].includes(detail.state)) return;
        element.removeEventListener("statechange", listen);
        resolve(detail.state);
      });
    });
    input.dispatchEvent(new Event("change", { bubbles: true }));
    const state = await settled;
    const { score } = await quality.assess(blob);
    const sent = /** @type {any} */ (new FormData(form).get("photo"));
    const isSame = element.assessment.score === score;
    const [reason] = Array.from(element.shadowRoot.querySelectorAll("[part=reason]"), ({ textContent }) => textContent);
    told.push({ state, isSame, valid: form.checkValidity(), size: sent?.size ?? null, reason, message: element.validationMessage });
  }
  return told;
}

test("a good photo is sent, a poor one refused with its reason, and the next good one is sent again", async () => {
  const { value, seen } = await inPage(session, [GOOD, POOR, GOOD], choose);
  const [first, poor, again] = value;
  for (const good of [first, again]) assert.deepEqual([good.state, good.isSame, good.valid, good.message], ["accepted", true, true, ""]);
  assert.ok(first.size > 0);
  assert.deepEqual([poor.state, poor.isSame, poor.valid, poor.size], ["refused", true, false, null]);
  assert.ok(poor.reason.length > 0);
  assert.equal(poor.message, `The photo is not good enough. ${poor.reason}`);
  assertQuiet(seen, session.url);
});
