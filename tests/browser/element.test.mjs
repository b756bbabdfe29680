// <face-quality-input> as a form control: files in, a File out, and a reason where none comes out.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import { POLICY } from "../../www/serve.mjs";
import { button, check, choose, fresh, GOOD, inState, openElementPage, POOR } from "./element-page.mjs";
import { open, path, read, start } from "./support.mjs";

const session = await start(".");
after(() => session.close());
const { page, seen, context } = await openElementPage(session);
// The page's own globals.
const { element, form, log, sent } = /** @type {any} */ ({});
const events = (...types) =>
  page.evaluate((types) => log.filter(({ type }) => types.length === 0 || types.includes(type)).map(({ type }) => type), types);
const message = () => page.evaluate(() => element.validationMessage);

test("a chosen photo is checked, becomes the value, and is what the form sends", async () => {
  await fresh(page, { required: "" });
  assert.equal(await page.evaluate(() => element.checkValidity()), false);
  assert.match(await message(), /Take or choose a photo/);
  assert.deepEqual(await page.evaluate(() => ({ missing: element.validity.valueMissing, value: element.value, state: element.state })), {
    missing: true,
    value: null,
    state: "empty",
  });
  await check(page, GOOD);
  const { bytes, ...value } = await page.evaluate(async () => {
    form.requestSubmit();
    const photo = sent.get("photo");
    return {
      name: photo.name,
      type: photo.type,
      same: photo === element.value,
      valid: element.validity.valid,
      bytes: [...new Uint8Array(await photo.arrayBuffer())],
    };
  });
  assert.deepEqual(value, { name: "everyday-46.jpg", type: "image/jpeg", same: true, valid: true });
  assert.deepEqual(Buffer.from(bytes), await read(GOOD), "the file itself, to the last byte");
  assert.deepEqual(await events("assess", "input", "change", "error"), ["assess", "input", "change"]);
  const { score } = await page.evaluate(() => element.assessment);
  assert.equal(score, await page.evaluate(() => log.find(({ type }) => type === "assess").assessment.score));
});

test("a poor photo is refused with its reason, and the person may choose another one", async () => {
  await fresh(page, { required: "", "min-verdict": "fair" });
  await check(page, POOR);
  assert.equal(await page.evaluate(() => element.state), "refused");
  const reason = await page.evaluate(() => element.assessment.advice[0].text);
  assert.equal(await message(), `The photo is not good enough. ${reason}`);
  const shown = await page.locator("face-quality-input [part=reason]").allTextContents();
  assert.equal(shown[0], reason);
  await page.locator("form > button").click();
  const after = await page.evaluate(() => ({
    sent,
    value: element.value,
    inForm: new FormData(form).get("photo"),
    marked: element.matches(":state(user-invalid)"),
    focused: element.shadowRoot.activeElement?.textContent,
  }));
  assert.deepEqual(after, { sent: null, value: null, inForm: null, marked: true, focused: "Take another" });
  assert.deepEqual(await events("input", "change"), ["input", "change"], "the value has changed: there is none");
  await check(page, GOOD);
  assert.equal(await page.evaluate(() => element.checkValidity() && !element.matches(":state(user-invalid)")), true);
});

test("the minimum may change under a photo: it is judged again, not assessed again", async () => {
  await fresh(page);
  await check(page, GOOD);
  const { percentile } = await page.evaluate(() => element.assessment);
  for (const [minimum, state] of [
    [Math.ceil(percentile) + 1, "refused"],
    [Math.floor(percentile), "accepted"],
    [null, "accepted"],
  ]) {
    await page.evaluate((minimum) => (element.minPercentile = minimum), minimum);
    assert.equal(await page.evaluate(() => element.state), state, String(minimum));
    assert.equal(await page.evaluate(() => element.validity.customError), state === "refused");
  }
  assert.deepEqual(await events("assess", "input", "change"), ["assess", "input", "change"]);
});

test("another preset assesses again, without a word to the form's listeners", async () => {
  await fresh(page, { preset: "lenient" });
  await check(page, POOR);
  const isTooSmall = () => page.evaluate(() => element.assessment.reasons.includes("inter-eye-distance"));
  assert.equal(await isTooSmall(), false);
  await page.evaluate(() => (element.preset = "enrol"));
  await inState(page, "accepted");
  assert.equal(await isTooSmall(), true);
  assert.deepEqual(await events("assess", "input", "change"), ["assess", "input", "change", "assess"]);
});

test("no face, no picture, a broken picture: each says what it is", async () => {
  await fresh(page, { required: "" });
  for (const [name, content, headline] of /** @type {[string, string | Buffer, string][]} */ ([
    ["grey.png", await grey(), "No face was found"],
    ["notes.txt", "no picture", "This file cannot be read"],
    ["half.jpg", (await read(GOOD)).subarray(0, 3000), "This file cannot be read"],
  ])) {
    await page.locator("face-quality-input input[type=file]").setInputFiles({ name, mimeType: "image/jpeg", buffer: Buffer.from(content) });
    await page.waitForFunction(
      (headline) => element.shadowRoot.querySelector("[part=verdict]").textContent === headline && element.state === "refused",
      headline,
    );
    assert.equal(await message(), await page.locator("face-quality-input [part=reason]").first().textContent());
    assert.equal(await page.evaluate(() => element.value), null);
  }
  assert.deepEqual(await page.evaluate(() => log.filter(({ type }) => type === "error").map(({ code }) => code)), [
    "no-face",
    "unsupported-input",
    "decode",
  ]);
});

async function grey() {
  const url = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 200, height: 200 });
    canvas.getContext("2d").fillRect(0, 0, 200, 200);
    return canvas.toDataURL();
  });
  return Buffer.from(url.split(",")[1], "base64");
}

test("reset empties it; a restored File, also in FormData, is checked without events", async () => {
  await fresh(page, { required: "" });
  await check(page, GOOD);
  await page.evaluate(() => form.reset());
  assert.deepEqual(await page.evaluate(() => [element.state, element.value, element.validity.valueMissing]), ["empty", null, true]);
  for (const isInFormData of [false, true]) {
    await page.evaluate(async (isInFormData) => {
      log.length = 0;
      const file = new File([await (await fetch("/tests/fixtures/faces/everyday-46.jpg")).blob()], "kept.jpg");
      const data = new FormData();
      data.set("photo", file);
      element.formStateRestoreCallback(isInFormData ? data : file, "restore");
    }, isInFormData);
    await inState(page, "accepted");
    assert.equal(await page.evaluate(() => element.value.name), "kept.jpg");
    assert.deepEqual(await events("input", "change"), []);
    await page.evaluate(() => form.reset());
  }
});

test("setting the value: null empties it, a File is checked, anything else is refused; no events", async () => {
  await fresh(page);
  await page.evaluate(async (good) => (element.value = new File([await (await fetch(`/${good}`)).blob()], "set.jpg")), GOOD);
  await inState(page, "accepted");
  assert.equal(await page.evaluate(() => new FormData(form).get("photo") === element.value && element.value.name), "set.jpg");
  const refused = await page.evaluate(() => {
    element.value = null;
    try {
      element.value = "photo.jpg";
    } catch (error) {
      return error.name;
    }
  });
  assert.equal(refused, "TypeError");
  assert.deepEqual(await page.evaluate(() => [element.state, element.value]), ["empty", null]);
  assert.deepEqual(await events("input", "change"), []);
});

for (const [how, type, field] of /** @type {const} */ ([
  ["dropped", "drop", "dataTransfer"],
  ["pasted", "paste", "clipboardData"],
])) {
  test(`a photo can be ${how}; text cannot`, async () => {
    await fresh(page);
    await page.evaluate(
      async ({ type, field, good }) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File(["text"], "a.txt", { type: "text/plain" }));
        transfer.items.add(new File([await (await fetch(`/${good}`)).blob()], "face.jpg", { type: "image/jpeg" }));
        const make = (/** @type {DataTransfer} */ data) =>
          type === "drop"
            ? new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true, composed: true })
            : new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true, composed: true });
        const words = new DataTransfer();
        words.setData("text/plain", "hello");
        Object.assign(globalThis, { ignored: element.shadowRoot.querySelector("button").dispatchEvent(make(words)) });
        Object.assign(globalThis, { taken: !element.shadowRoot.querySelector("button").dispatchEvent(make(transfer)), field });
      },
      { type, field, good: GOOD },
    );
    assert.deepEqual(await page.evaluate(() => /** @type {any} */ ([globalThis.ignored, globalThis.taken])), [true, true]);
    await inState(page, "accepted");
    assert.equal(await page.evaluate(() => element.value.name), "face.jpg");
    assert.deepEqual(await events("input", "change"), ["input", "change"]);
  });
}

test("a file that hovers is welcomed, and the welcome goes with it", async () => {
  await fresh(page);
  const isOver = () => page.evaluate(() => element.shadowRoot.querySelector(".base").classList.contains("is-over"));
  const drag = (type, target) =>
    page.evaluate(
      ({ type, target }) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([""], "a.jpg", { type: "image/jpeg" }));
        element.shadowRoot
          .querySelector(target)
          .dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, composed: true, cancelable: true }));
      },
      { type, target },
    );
  await drag("dragenter", ".stage");
  await drag("dragenter", ".panel");
  await drag("dragleave", ".stage");
  assert.equal(await isOver(), true, "from a child to another it never left");
  await drag("dragleave", ".panel");
  assert.equal(await isOver(), false);
});

test("disabled, by itself or by a fieldset, it takes nothing and asks for nothing", async () => {
  await fresh(page, { required: "" });
  await page.evaluate(() => {
    const fieldset = document.createElement("fieldset");
    element.before(fieldset);
    fieldset.append(element);
    fieldset.disabled = true;
  });
  assert.deepEqual(await page.evaluate(() => [element.matches(":disabled"), element.willValidate, element.disabled]), [true, false, false]);
  assert.ok(await button(page, "file").isDisabled());
  assert.ok(await button(page, "camera").isDisabled());
  await page.evaluate(() => element.openCamera());
  assert.equal(await page.evaluate(() => element.state), "empty");
});

test("attributes are properties, and properties set before the definition count", async () => {
  const values = await page.evaluate(() => {
    const one = /** @type {any} */ (document.createElement("face-quality-input"));
    const before = [
      one.name,
      one.required,
      one.disabled,
      one.minPercentile,
      one.minVerdict,
      one.preset,
      one.camera,
      one.autoCapture,
      one.model,
      one.assets,
      one.type,
    ];
    Object.assign(one, {
      name: "n",
      required: true,
      disabled: true,
      minPercentile: 30,
      minVerdict: "good",
      preset: "enrol",
      camera: "none",
      autoCapture: false,
      model: "m.safetensors",
    });
    const html = one.outerHTML;
    Object.assign(one, { minPercentile: null, minVerdict: null, autoCapture: true, required: false, disabled: false, model: null });
    one.setAttribute("preset", "nonsense");
    one.setAttribute("auto-capture", "");
    return { before, html, after: one.outerHTML, preset: one.preset, auto: one.autoCapture };
  });
  assert.deepEqual(values.before, ["", false, false, null, null, "verify", "user", true, null, null, "face-quality"]);
  assert.equal(
    values.html,
    '<face-quality-input name="n" required="" disabled="" min-percentile="30" min-verdict="good" preset="enrol" camera="none" auto-capture="off" model="m.safetensors"></face-quality-input>',
  );
  assert.equal(values.after, '<face-quality-input name="n" preset="nonsense" camera="none" auto-capture=""></face-quality-input>');
  assert.deepEqual([values.preset, values.auto], ["verify", true]);
  const early = await page.evaluate(() => {
    const one = /** @type {any} */ (document.createElement("face-quality-input"));
    // As a framework does it to an element that is not defined yet: an own property hides the class's.
    Object.defineProperty(one, "minVerdict", { value: "good", writable: true, configurable: true, enumerable: true });
    document.body.append(one);
    const result = [one.getAttribute("min-verdict"), Object.hasOwn(one, "minVerdict")];
    one.remove();
    return result;
  });
  assert.deepEqual(early, ["good", false]);
});

test("a complaint of the page's own; a label; a focus that reaches the first button", async () => {
  await fresh(page);
  const result = await page.evaluate(() => {
    const label = Object.assign(document.createElement("label"), { textContent: "Selfie", htmlFor: "face" });
    element.id = "face";
    form.prepend(label);
    element.setCustomValidity("Not today");
    const complaint = [element.validity.customError, element.validationMessage];
    element.setCustomValidity("");
    element.focus();
    return {
      complaint,
      valid: element.validity.valid,
      labels: element.labels.length,
      focused: element.shadowRoot.activeElement.textContent,
      form: element.form === form,
    };
  });
  assert.deepEqual(result, { complaint: [true, "Not today"], valid: true, labels: 1, focused: "Use the camera", form: true });
});

test("while a photo is checked the form waits, and a newer photo wins", async () => {
  await fresh(page, { required: "" });
  await page.evaluate(() => {
    const answers = [];
    element.quality = { assess: () => new Promise((resolve) => answers.push(resolve)), dispose() {} };
    Object.assign(globalThis, { answers });
  });
  await choose(page, POOR);
  await inState(page, "checking");
  assert.match(await message(), /still being checked/);
  await choose(page, GOOD);
  const result = await page.evaluate(async () => {
    const { answers } = /** @type {any} */ (globalThis);
    const found = { score: 1, percentile: 90, verdict: "good", face: null, advice: [], patchMap: new Float32Array(196), gridSize: 14 };
    answers[1]({ ...found, score: 2 });
    await new Promise((resolve) => setTimeout(resolve));
    answers[0](found);
    await new Promise((resolve) => setTimeout(resolve));
    return [element.assessment.score, element.value.name, log.filter(({ type }) => type === "assess").length];
  });
  assert.deepEqual(result, [2, "everyday-46.jpg", 1]);
});

test("without a model: a form that asks for nothing takes the photo, one that does says so and tries again", async () => {
  for (const attributes of /** @type {Record<string, string>[]} */ ([{}, { "min-percentile": "10" }])) {
    await fresh(page, attributes);
    await page.evaluate(() => {
      element.quality = { assess: () => Promise.reject(Object.assign(new Error("gone"), { code: "backend" })) };
    });
    await check(page, GOOD);
    assert.equal(await page.evaluate(() => element.state), attributes["min-percentile"] ? "refused" : "accepted");
    assert.equal(await page.locator("face-quality-input [part=verdict]").textContent(), "The photo could not be checked");
    assert.deepEqual(await page.evaluate(() => log.filter(({ type }) => type === "error").map(({ code }) => code)), ["backend"]);
    await page.evaluate(() => (element.quality = null));
    await page.waitForFunction(() => element.assessment);
    assert.equal(await page.evaluate(() => element.state), "accepted");
  }
});

test("two elements share one model, which is freed when the last one has gone", async () => {
  const counts = await page.evaluate(async () => {
    const { FaceQuality } = await import("/pkg/face-quality.js");
    const { acquire } = await import("/pkg/element/shared-quality.js");
    const one = acquire({ model: "/pkg/models/default.safetensors" });
    const other = acquire({ model: "/pkg/models/default.safetensors" });
    const [a, b] = await Promise.all([one.quality, other.quality]);
    let disposed = 0;
    const dispose = FaceQuality.prototype.dispose;
    FaceQuality.prototype.dispose = function () {
      disposed += 1;
      dispose.call(this);
    };
    const timer = globalThis.setTimeout;
    const waits = [];
    // The grace, without the wait.
    Object.assign(globalThis, { setTimeout: (run, ms) => (ms >= 5000 ? waits.push(run) : timer(run, ms)) });
    one.release();
    const early = waits.length;
    other.release();
    Object.assign(globalThis, { setTimeout: timer });
    for (const run of waits) run();
    await new Promise((resolve) => timer(resolve, 50));
    FaceQuality.prototype.dispose = dispose;
    const again = acquire({ model: "/pkg/models/default.safetensors" });
    const c = await again.quality;
    again.release();
    return { same: a === b, early, disposed, anew: c !== a };
  });
  assert.deepEqual(counts, { same: true, early: 0, disposed: 1, anew: true });
});

test("own sentences, another language, and back", async () => {
  await fresh(page, { required: "" });
  await page.evaluate(() => (element.strings = { "element.button.camera": "Smile!", "element.invalid.missing": "A photo, please." }));
  await page.waitForFunction(() => element.validationMessage === "A photo, please.");
  assert.equal(await button(page, "camera").textContent(), "Smile!");
  assert.equal(await button(page, "file").textContent(), "Choose a photo", "the rest is the package's");
});

test("taken out while it checks, or given a file before it is in the page, it checks when it is there", async () => {
  await fresh(page);
  await choose(page, GOOD);
  await inState(page, "checking");
  await page.evaluate(() => element.remove());
  await page.evaluate(() => form.prepend(element));
  await inState(page, "accepted");
  const state = await page.evaluate(async (good) => {
    const one = /** @type {any} */ (document.createElement("face-quality-input"));
    one.value = new File([await (await fetch(`/${good}`)).blob()], "early.jpg");
    form.append(one);
    while (one.state !== "accepted") await new Promise((resolve) => setTimeout(resolve, 20));
    const { name } = one.value;
    one.remove();
    return name;
  }, GOOD);
  assert.equal(state, "early.jpg");
});

test("one photo after the other needs no new canvas, and a removed one gives its memory back", async () => {
  await fresh(page);
  const counting = await page.evaluateHandle(() => {
    const make = document.createElement;
    const counts = { canvases: 0 };
    document.createElement = (/** @type {string} */ name, ...rest) => {
      if (name === "canvas") counts.canvases += 1;
      return make.call(document, name, ...rest);
    };
    return counts;
  });
  const size = () =>
    page.evaluate(() => {
      const { width, height } = element.shadowRoot.querySelector("canvas");
      return [width, height];
    });
  for (const photo of [GOOD, POOR, GOOD]) await check(page, photo);
  await page.waitForFunction(() => element.shadowRoot.querySelector("canvas").width > 1);
  assert.deepEqual(await size(), [640, 480]);
  await page.evaluate(() => {
    element.clear();
    Reflect.deleteProperty(document, "createElement");
  });
  assert.deepEqual(await size(), [1, 1]);
  assert.equal((await counting.jsonValue()).canvases, 0);
});

test("it speaks the language of the place where it is, and follows it, through shadow roots", async () => {
  await fresh(page);
  const label = (text) =>
    page.waitForFunction((text) => element.shadowRoot.querySelector("[part~=button-file]").textContent === text, text);
  await label("Choose a photo");
  await page.evaluate(() => (document.documentElement.lang = "de"));
  await label("Foto auswählen");
  await page.evaluate(() => (element.lang = "fr"));
  await page.waitForFunction(() => element.shadowRoot.querySelector(".base").lang === "fr");
  const inside = await page.evaluate(async () => {
    const host = document.createElement("div");
    host.lang = "ar";
    const one = document.createElement("face-quality-input");
    host.attachShadow({ mode: "open" }).append(one);
    form.append(host);
    const base = one.shadowRoot.querySelector(".base");
    while (base.getAttribute("dir") !== "rtl") await new Promise((resolve) => setTimeout(resolve, 10));
    host.lang = "en";
    while (base.getAttribute("dir") !== "ltr") await new Promise((resolve) => setTimeout(resolve, 10));
    host.remove();
    return base.getAttribute("lang");
  });
  assert.equal(inside, "en");
});

test("taken out of the page and put back, it works, also offline; nothing was asked of a server", async () => {
  await fresh(page);
  await check(page, GOOD);
  const before = seen.requests.length;
  await page.evaluate(async () => {
    const parent = element.parentNode;
    element.remove();
    await new Promise((resolve) => setTimeout(resolve, 20));
    parent.prepend(element);
  });
  assert.equal(await page.evaluate(() => element.state), "accepted", "it still has its photo");
  await context.setOffline(true);
  await check(page, POOR);
  await context.setOffline(false);
  const asked = seen.requests.slice(before).filter((url) => !/^(blob|data):/.test(url));
  assert.deepEqual(asked, []);
});

test("the whole page had no complaint, and no policy was broken", () => {
  assert.deepEqual(seen.complaints, []);
});

test("Trusted Types: it makes no markup from strings", async () => {
  const strict = await open(session, "tests/browser/blank.html");
  await strict.page.route("**/strict.html", (route) =>
    route.fulfill({
      contentType: "text/html",
      headers: { "Content-Security-Policy": `${POLICY}; require-trusted-types-for 'script'; trusted-types attn-fiqa` },
      body: "<!doctype html><html lang=en><title>strict</title><link rel=icon href='data:,'>",
    }),
  );
  await strict.page.goto(new URL("strict.html", session.url).href);
  await strict.page.evaluate(() => import("/pkg/element.js"));
  await fresh(strict.page);
  await check(strict.page, GOOD);
  assert.deepEqual(strict.seen.complaints, []);
  await strict.context.close();
});

test("imported on a server it does nothing and throws nothing", async () => {
  const before = Object.keys(globalThis).length;
  const { FaceQualityInputElement } = await import(path("pkg/element.js"));
  assert.equal(typeof FaceQualityInputElement, "function");
  assert.equal(Object.keys(globalThis).length, before);
  assert.match(await readFile(path("pkg/element.js"), "utf8"), /face-quality-input/);
});
