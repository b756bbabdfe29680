// <face-quality-input> in front of Chromium's fake camera: a clip of rendered faces that are absent, too far, dark, turned, and good.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { button, check, fresh, GOOD, inState, markOf, openElementPage, startWithCamera } from "./element-page.mjs";
import { assertNoRequests } from "./support.mjs";

const session = await startWithCamera(["none", "far", "dark", "turned", "good"]);
const { page, seen } = await openElementPage(session, { viewport: { width: 420, height: 760 } });
// The page's own globals.
const { element, form, log, sent, streams, shown, frames, layer, model, arrive } = /** @type {any} */ ({});

/** Milliseconds for which a hint stays at least. */
const HOLD = 600;

await page.evaluate(() => {
  const { mediaDevices } = navigator;
  const real = {
    ask: mediaDevices.getUserMedia.bind(mediaDevices),
    list: mediaDevices.enumerateDevices.bind(mediaDevices),
    timer: globalThis.setTimeout,
  };
  const streams = [];
  const record = async (/** @type {MediaStreamConstraints} */ constraints) => {
    const stream = await real.ask(constraints);
    streams.push({ stream, constraints, track: stream.getVideoTracks()[0] });
    return stream;
  };
  const restore = () => {
    mediaDevices.getUserMedia = record;
    mediaDevices.enumerateDevices = real.list;
    Object.assign(globalThis, { setTimeout: real.timer });
    for (const name of ["hidden", "featurePolicy"]) Reflect.deleteProperty(document, name);
    for (const name of ["isSecureContext"]) Object.defineProperty(globalThis, name, { value: true, configurable: true });
    Reflect.deleteProperty(navigator, "mediaDevices");
  };
  restore();
  Object.assign(globalThis, { streams, real, record, restore });
});
afterEach(() =>
  page.evaluate(() => {
    element?.remove();
    /** @type {any} */ (globalThis).restore();
  }),
);

const lights = () => page.evaluate(() => streams.map(({ track }) => track.readyState));
const states = () => page.evaluate(() => log.filter(({ type }) => type === "statechange").map(({ state }) => state));
/** Opens the camera and waits for its picture. */
async function openCamera() {
  await page.evaluate(() => streams.splice(0));
  await button(page, "camera").click();
  await inState(page, "live", "capturing");
}

/** What the person is told in each scene. */
const HINTS = {
  none: "Look into the camera",
  far: "Come closer",
  dark: "Turn towards a lamp or a window",
  turned: "Look straight ahead",
  good: "Take the photo when you are ready",
};

test("each fault has its hint, and each hint is held", async () => {
  await fresh(page, { "auto-capture": "off" });
  await page.evaluate(async () => {
    const { acquire } = await import("/pkg/element/shared-quality.js");
    const real = await acquire({ model: undefined, assets: undefined }).quality;
    const corner = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    let mark = 0;
    // Knows which scene the frame is of.
    const assess = (/** @type {ImageBitmap} */ frame, options) => {
      corner.drawImage(frame, -8, -464);
      mark = corner.getImageData(0, 0, 1, 1).data[0];
      return real.assess(frame, options);
    };
    element.quality = { assess };
    const shown = [];
    const hint = element.shadowRoot.querySelector(".hint");
    const look = () => hint.textContent !== shown.at(-1)?.text && shown.push({ text: hint.textContent, at: performance.now(), mark });
    new MutationObserver(look).observe(hint, { childList: true, characterData: true, subtree: true });
    Object.assign(globalThis, { shown });
  });
  await openCamera();
  const wanted = Object.values(HINTS);
  await page.waitForFunction((wanted) => wanted.every((hint) => shown.some(({ text }) => text === hint)), wanted, { timeout: 120_000 });
  // What is there before the first frame was seen is no hint.
  const hints = (await page.evaluate(() => shown)).filter(({ mark }) => mark > 20);
  for (const { text, mark } of hints) {
    const scene = Object.keys(HINTS).find((name) => Math.abs(markOf(name) - mark) < 20);
    assert.equal(text, HINTS[scene], scene);
  }
  const brief = hints.slice(0, -1).filter(({ at }, i) => hints[i + 1].at - at < HOLD - 1);
  assert.deepEqual(brief, []);
});

test("the best frame is taken by itself, and the form sends it", async () => {
  await fresh(page, { required: "" });
  await check(page, GOOD);
  await page.evaluate(() => element.clear());
  const requests = seen.requests.length;
  await openCamera();
  await inState(page, "accepted", "refused", "problem");
  // The first is of the file.
  const ordered = (await states()).slice(3).filter((state, i, all) => state !== "live" || all[i - 1] !== "capturing");
  assert.deepEqual([ordered[0], ...ordered.slice(-3)], ["starting", "capturing", "checking", "accepted"]);
  const taken = await page.evaluate(async () => {
    const frames = log.filter(({ type, live }) => type === "assess" && live);
    const offered = frames.slice(frames.findLastIndex(({ passes }) => !passes) + 1).map(({ assessment }) => assessment.score);
    const final = log.findLast(({ type, live }) => type === "assess" && !live);
    form.requestSubmit();
    const photo = sent.get("photo");
    const { width, height } = await createImageBitmap(photo);
    const file = { name: photo.name, type: photo.type, same: photo === element.value, width, height };
    return { offered, best: element.assessment.score, final: final.assessment.score, file };
  });
  assert.ok(taken.offered.length >= 3, "several frames were offered");
  assert.equal(taken.best, Math.max(...taken.offered));
  assert.equal(taken.final, taken.best);
  assert.deepEqual(taken.file, { name: "photo.jpg", type: "image/jpeg", same: true, width: 640, height: 480 });
  assert.deepEqual(await lights(), ["ended"], "the camera is off");
  assertNoRequests(seen, requests);
});

test("by hand: the shutter is there at once, the preview is mirrored, the photo is not", async () => {
  await fresh(page, { "auto-capture": "off" });
  await openCamera();
  assert.equal(await button(page, "shutter").textContent(), "Take the photo");
  const isMirrored = await page.evaluate(() =>
    getComputedStyle(element.shadowRoot.querySelector("video")).transform.startsWith("matrix(-1"),
  );
  assert.equal(isMirrored, true);
  // The face comes with the second scene.
  await page.waitForFunction(() => log.some(({ live }) => live));
  await page.evaluate(() => {
    const frame = new OffscreenCanvas(640, 480);
    frame.getContext("2d").drawImage(element.shadowRoot.querySelector("video"), 0, 0);
    element.capture();
    Object.assign(globalThis, { frame });
  });
  await inState(page, "accepted", "refused");
  const difference = await page.evaluate(async () => {
    const pixels = (/** @type {CanvasImageSource} */ source, flip = 1) => {
      const context = new OffscreenCanvas(640, 480).getContext("2d");
      context.setTransform(flip, 0, 0, 1, flip < 0 ? 640 : 0, 0);
      context.drawImage(source, 0, 0);
      return context.getImageData(0, 0, 640, 480).data;
    };
    const mean = (a, b) => a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;
    const frame = /** @type {any} */ (globalThis).frame;
    const file = pixels(await createImageBitmap(element.value));
    return { plain: mean(file, pixels(frame)), mirrored: mean(file, pixels(frame, -1)) };
  });
  // Of 255; a JPEG of this quality is off by less than one level.
  assert.ok(difference.plain < 1 && difference.mirrored > 2, JSON.stringify(difference));
  assert.deepEqual(await lights(), ["ended"]);
});

test("the manual button is small at first and large after ten seconds", async () => {
  await fresh(page);
  await page.evaluate(() => {
    const { timer } = /** @type {any} */ (globalThis).real;
    // Ten seconds, without the wait; the first frame's limit is as long and is kept.
    let due = 0;
    Object.assign(globalThis, { setTimeout: (run, ms, ...rest) => timer(run, ms === 10_000 && ++due === 2 ? 300 : ms, ...rest) });
  });
  await openCamera();
  assert.equal(await button(page, "shutter").textContent(), "Take it yourself");
  await page.waitForFunction(() => element.shadowRoot.querySelector("[part~=button-shutter]").textContent === "Take the photo");
  assert.equal(
    await page.evaluate(() => element.shadowRoot.querySelector("[role=status]").textContent),
    "You can also take the photo yourself.",
  );
});

const WAYS_OUT = {
  close: () => button(page, "close").click(),
  "element.remove()": () => page.evaluate(() => element.remove()),
  "element.clear()": () => page.evaluate(() => element.clear()),
  "form.reset()": () => page.evaluate(() => form.reset()),
  disabled: () => page.evaluate(() => void (element.disabled = true)),
  "a chosen file": () => check(page, GOOD),
  hidden: () =>
    page.evaluate(() => {
      Object.defineProperty(document, "hidden", { value: true, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }),
  "display: none": async () => {
    await page.evaluate(() => element.style.setProperty("display", "none"));
    await page.waitForFunction(() => element.problem === "paused");
  },
  pagehide: () => page.evaluate(() => void dispatchEvent(new Event("pagehide"))),
};

test("the camera's light goes out with each way out, also while the browser still asks", async () => {
  for (const [name, leave] of Object.entries(WAYS_OUT)) {
    await fresh(page);
    await openCamera();
    assert.deepEqual(await lights(), ["live"], name);
    await leave();
    assert.deepEqual(await lights(), ["ended"], name);
    assert.equal(await page.evaluate(() => element.shadowRoot.querySelector("video").srcObject), null, name);
    await page.evaluate(() => Reflect.deleteProperty(document, "hidden"));
  }
  await fresh(page);
  await page.evaluate(() => {
    const { record } = /** @type {any} */ (globalThis);
    streams.splice(0);
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      await new Promise((resolve) => Object.assign(globalThis, { allow: resolve }));
      return record(constraints);
    };
    element.openCamera();
  });
  await page.waitForFunction(() => /** @type {any} */ (globalThis).allow);
  await page.evaluate(() => {
    element.remove();
    /** @type {any} */ (globalThis).allow();
  });
  await page.waitForFunction(() => streams.length === 1 && streams[0].track.readyState === "ended");
});

test("closed while the cameras are compared, it goes out too, and a camera that was opened meanwhile stays", async () => {
  await fresh(page);
  await page.evaluate(() => {
    const { record, real } = /** @type {any} */ (globalThis);
    streams.splice(0);
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const stream = await record(constraints);
      if (streams.length === 1) Object.defineProperty(stream.getVideoTracks()[0], "label", { value: "Integrated IR Camera" });
      return stream;
    };
    navigator.mediaDevices.enumerateDevices = async () => {
      navigator.mediaDevices.enumerateDevices = real.list;
      await new Promise((resolve) => Object.assign(globalThis, { compare: resolve }));
      return [];
    };
    element.openCamera();
  });
  await page.waitForFunction(() => /** @type {any} */ (globalThis).compare);
  await page.evaluate(() => {
    element.closeCamera();
    element.openCamera();
  });
  await inState(page, "live", "capturing");
  await page.evaluate(() => /** @type {any} */ (globalThis).compare());
  await page.waitForFunction(() => streams[0].track.readyState === "ended");
  assert.deepEqual(await lights(), ["ended", "live"]);
  assert.equal(await page.evaluate(() => element.shadowRoot.querySelector("video").srcObject === streams[1].stream), true);
});

test("hidden, it is paused and not turned on again by itself; taken out and put back, it works", async () => {
  await fresh(page);
  await openCamera();
  await WAYS_OUT.hidden();
  assert.deepEqual(await page.evaluate(() => [element.state, element.problem]), ["problem", "paused"]);
  await page.evaluate(() => {
    Reflect.deleteProperty(document, "hidden");
    document.dispatchEvent(new Event("visibilitychange"));
  });
  assert.equal(await page.evaluate(() => element.state), "problem");
  await button(page, "resume").click();
  await inState(page, "live", "capturing");
  await page.evaluate(() => {
    const parent = element.parentNode;
    element.remove();
    parent.append(element);
  });
  assert.equal(await page.evaluate(() => element.state), "empty");
  await openCamera();
  assert.deepEqual(await lights(), ["live"]);
});

test("cancelled while a photo was there, the photo is there again", async () => {
  await fresh(page);
  await check(page, GOOD);
  const before = await page.evaluate(() => element.value.name);
  await button(page, "retake").click();
  await inState(page, "live", "capturing");
  assert.equal(await page.evaluate(() => element.value?.name), before, "the form still has it");
  await button(page, "close").click();
  assert.deepEqual(await page.evaluate(() => [element.state, element.value.name]), ["accepted", before]);
});

const errorOf = (name) => `getUserMedia:${name}`;
for (const [problem, cause, buttons] of /** @type {[string, string, string[]][]} */ ([
  ["dismissed", errorOf("NotAllowedError"), ["retry", "other-file"]],
  ["no-camera", errorOf("NotFoundError"), ["retry", "other-file"]],
  ["in-use", errorOf("NotReadableError"), ["retry", "other-file"]],
  ["in-use", errorOf("AbortError"), ["retry", "other-file"]],
  ["failed", errorOf("TypeError"), ["retry", "other-file"]],
  ["unsupported", "no mediaDevices", ["other-file"]],
  ["insecure", "http", ["other-file"]],
  ["forbidden", "policy", ["other-file"]],
  ["interrupted", "ended", ["retry", "other-file"]],
])) {
  test(`${problem} (${cause}) is told, and has a way on`, async () => {
    await fresh(page, { required: "" });
    await page.evaluate((cause) => {
      if (cause.startsWith("getUserMedia")) {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", cause.split(":")[1]));
        navigator.permissions.query = async () => /** @type {any} */ ({ state: "prompt" });
      }
      if (cause === "no mediaDevices") Object.defineProperty(navigator, "mediaDevices", { value: undefined, configurable: true });
      if (cause === "http") Object.defineProperty(globalThis, "isSecureContext", { value: false, configurable: true });
      if (cause === "policy")
        Object.defineProperty(document, "featurePolicy", { value: { allowsFeature: () => false }, configurable: true });
    }, cause);
    if (cause === "ended") {
      await openCamera();
      await page.evaluate(() => streams[0].track.dispatchEvent(new Event("ended")));
    } else await button(page, "camera").click();
    await inState(page, "problem");
    const told = await page.evaluate(() => ({
      problem: element.problem,
      errors: log.filter(({ type }) => type === "error").map(({ code }) => code),
      text: element.shadowRoot.querySelector("[part=problem] .text").textContent,
      status: element.shadowRoot.querySelector("[role=status]").textContent,
      buttons: [...element.shadowRoot.querySelectorAll("[part=problem] button")]
        .filter((one) => !one.hidden)
        .map((one) => /button-(\S+)/.exec(one.part.value)[1]),
    }));
    assert.equal(told.problem, problem);
    assert.deepEqual(told.errors, [problem]);
    assert.deepEqual(told.buttons, buttons);
    assert.ok(told.status.includes(told.text) && told.text.length > 20, told.status);
    await check(page, GOOD);
    assert.equal(await page.evaluate(() => element.checkValidity()), true, "the file is the way on");
    await page.evaluate(() => Reflect.deleteProperty(navigator.permissions, "query"));
  });
}

test("a browser that never answers keeps nobody: the way back and the file are there", async () => {
  for (const leave of [() => button(page, "close").click(), () => check(page, GOOD)]) {
    await fresh(page);
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => new Promise(() => {});
    });
    await button(page, "camera").click();
    await inState(page, "asking", "starting");
    await leave();
    await inState(page, "empty", "accepted");
  }
});

test("Safari plays the video inside the page: it is muted and inline, as attributes and as properties", async () => {
  await fresh(page);
  const video = () =>
    page.evaluate(() => {
      const video = element.shadowRoot.querySelector("video");
      return [video.hasAttribute("muted"), video.hasAttribute("playsinline"), video.hasAttribute("controls")];
    });
  assert.deepEqual(await video(), [true, true, false]);
  await openCamera();
  assert.deepEqual(
    await page.evaluate(() => [element.shadowRoot.querySelector("video").muted, element.shadowRoot.querySelector("video").paused]),
    [true, false],
  );
});

test("an infrared camera is left for one that sees colour, the first one off before the second is on; an old id is no error", async () => {
  await fresh(page);
  await page.evaluate(() => {
    const { record } = /** @type {any} */ (globalThis);
    streams.splice(0);
    const asked = [];
    navigator.mediaDevices.enumerateDevices = async () =>
      /** @type {any} */ ([
        { kind: "videoinput", deviceId: "ir", label: "Integrated IR Camera" },
        { kind: "videoinput", deviceId: "obs", label: "OBS Virtual Camera" },
        { kind: "videoinput", deviceId: "colour", label: "Integrated Camera" },
        { kind: "videoinput", deviceId: "usb", label: "" },
      ]);
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const { video } = /** @type {any} */ (constraints);
      asked.push({
        id: video.deviceId?.ideal,
        facing: video.facingMode?.ideal,
        exact: JSON.stringify(video).includes("exact"),
        on: streams.filter(({ track }) => track.readyState === "live").length,
      });
      const stream = await record(constraints);
      const [track] = stream.getVideoTracks();
      if (asked.length === 1) Object.defineProperty(track, "label", { value: "Integrated IR Camera" });
      return stream;
    };
    Object.assign(globalThis, { asked });
    element.openCamera();
  });
  await inState(page, "live", "capturing");
  await page.waitForFunction(() => !element.shadowRoot.querySelector("select").hidden);
  assert.deepEqual(
    await page.evaluate(() => [...element.shadowRoot.querySelector("select").options].map(({ value, text }) => [value, text])),
    [
      ["colour", "Integrated Camera"],
      ["usb", "Camera 2"],
    ],
  );
  await page.locator("face-quality-input select").selectOption("usb");
  await page.waitForFunction(() => streams.length === 3 && ["live", "capturing"].includes(element.state));
  assert.deepEqual(await lights(), ["ended", "ended", "live"]);
  const asked = await page.evaluate(() => /** @type {any} */ (globalThis).asked);
  assert.deepEqual(
    asked.map(({ id, on, exact }) => ({ id, on, exact })),
    [undefined, "colour", "usb"].map((id) => ({ id, on: 0, exact: false })),
  );
});

test("a camera with a lamp has a button for it", async () => {
  await fresh(page);
  await page.evaluate(() => {
    const { record } = /** @type {any} */ (globalThis);
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const stream = await record(constraints);
      const [track] = stream.getVideoTracks();
      track.getCapabilities = () => /** @type {any} */ ({ torch: true });
      track.applyConstraints = async (wish) => void Object.assign(globalThis, { wish });
      return stream;
    };
  });
  await openCamera();
  await button(page, "torch").click();
  assert.deepEqual(await page.evaluate(() => /** @type {any} */ (globalThis).wish), { advanced: [{ torch: true }] });
  assert.equal(await button(page, "torch").getAttribute("aria-pressed"), "true");
});

test("an engine that fails in front of the camera gives no number: the frame is dropped, the next one is tried", async () => {
  await fresh(page);
  await page.evaluate(() => {
    let calls = 0;
    const found = { score: 1, percentile: 90, verdict: "good", face: { box: { x: 220, y: 110, width: 200, height: 200 } }, advice: [] };
    element.quality = {
      assess: async () => {
        calls += 1;
        if (calls % 2) throw Object.assign(new Error("the engine crashed"), { code: calls % 4 === 1 ? "backend" : "device-lost" });
        return { ...found, score: calls, patchMap: new Float32Array(196), gridSize: 14, mapRange: [0, 1] };
      },
    };
  });
  await openCamera();
  await inState(page, "accepted");
  const scores = await page.evaluate(() =>
    log.filter(({ type, live }) => type === "assess" && live).map(({ assessment }) => assessment.score),
  );
  assert.ok(scores.length >= 3 && scores.every((score) => score % 2 === 0), scores.join());
  assert.equal(await page.evaluate(() => element.assessment.score), Math.max(...scores));
});

test("a model of the page's, on its way and then replaced: a frame is given with its assessment, over it lies what the page draws", async () => {
  await fresh(page);
  await page.evaluate(() => {
    const layer = Object.assign(document.createElement("canvas"), { slot: "overlay", width: 640, height: 480 });
    const found = { score: 1, percentile: 90, verdict: "good", face: null, advice: [] };
    const frames = [];
    const model = (name) => ({ assess: async () => ({ ...found, name }) });
    element.addEventListener("assess", ({ detail }) => {
      if (detail.live) frames.push({ name: detail.assessment.name, size: [detail.frame.width, detail.frame.height] });
    });
    element.autoCapture = false;
    element.append(layer);
    element.quality = new Promise((resolve) => Object.assign(globalThis, { arrive: () => resolve(model("first")) }));
    Object.assign(globalThis, { frames, model, layer });
  });
  const isSeen = (name) => page.waitForFunction((name) => frames.at(-1)?.name === name, name);
  assert.equal(await page.evaluate(() => layer.checkVisibility()), false, "only on the camera's picture");
  await openCamera();
  assert.equal(await page.locator("face-quality-input [part=hint]").textContent(), "Getting ready…");
  assert.equal(await page.evaluate(() => element.quality), null);
  await page.evaluate(() => arrive());
  await isSeen("first");
  assert.equal(await page.evaluate(async () => (await element.quality.assess()).name), "first");
  assert.deepEqual(await page.evaluate(() => frames.at(-1).size), [640, 480]);
  const places = await page.evaluate(() =>
    [layer, element.shadowRoot.querySelector("video")].map((one) => {
      const { objectFit, transform } = getComputedStyle(one);
      return { objectFit, transform, ...one.getBoundingClientRect().toJSON() };
    }),
  );
  assert.deepEqual(places[0], places[1], "cropped and mirrored as the picture is");
  await page.evaluate(() => (element.quality = model("second")));
  await isSeen("second");
  assert.deepEqual(await lights(), ["ended", "live"]);
  await page.evaluate(() => {
    element.quality = {
      assess: async () => {
        throw Object.assign(new Error("dispose() was called"), { name: "FaceQualityError", code: "disposed" });
      },
    };
  });
  await page.waitForFunction(() => log.some(({ type, code }) => type === "error" && code === "disposed"));
  await button(page, "shutter").click();
  await inState(page, "accepted");
});

test("without a model the camera works, and the photo is taken by hand", async () => {
  await fresh(page, { model: "/no-such-model.safetensors" });
  await openCamera();
  await page.waitForFunction(() => element.shadowRoot.querySelector("[part~=button-shutter]").textContent === "Take the photo");
  assert.equal(await page.locator("face-quality-input [part=hint]").textContent(), "The check could not be loaded");
  await button(page, "shutter").click();
  await inState(page, "accepted", "refused");
  assert.equal(await page.evaluate(() => element.state), "accepted", "a form that asks for nothing takes it");
  assert.equal(await page.locator("face-quality-input [part=verdict]").textContent(), "The photo could not be checked");
});

test("no policy was broken", () => {
  assert.deepEqual(
    seen.complaints.filter((complaint) => complaint.startsWith("policy")),
    [],
  );
});

test("a camera that is not allowed, in a browser that says no by itself", async () => {
  const strict = await startWithCamera([], { isAllowed: false });
  const { page } = await openElementPage(strict);
  await fresh(page);
  await button(page, "camera").click();
  await inState(page, "problem");
  assert.ok(["denied", "dismissed"].includes(await page.evaluate(() => element.problem)));
  await check(page, GOOD);
  assert.equal(await page.evaluate(() => element.state), "accepted");
});
