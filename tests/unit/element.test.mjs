// The element's decisions, without a browser: hints, the best frame, the oval, cameras, what a form asks for.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CHECKS } from "../../www/lib/checks.js";
import { BestOf } from "../../www/lib/element/best.js";
import { isWanted } from "../../www/lib/element/cameras.js";
import { HintChooser, hintOf } from "../../www/lib/element/hint.js";
import { ovalIn, ovalOn, placementOf } from "../../www/lib/element/oval.js";
import { refusalOf } from "../../www/lib/element/photo.js";
import { asks, meets, readPercentile, readVerdict } from "../../www/lib/element/requirement.js";
import en from "../../www/lib/locales/en.js";

const NONE = { minPercentile: null, minVerdict: null };

test("the oval is the same place on the screen and in the camera's picture", () => {
  for (const stage of [
    { width: 300, height: 375 },
    { width: 390, height: 700 },
    { width: 900, height: 400 },
  ]) {
    const on = ovalOn(stage);
    for (const frame of [
      { width: 640, height: 480 },
      { width: 720, height: 1280 },
      { width: 1920, height: 1080 },
    ]) {
      const oval = ovalIn(stage, frame);
      const scale = Math.max(stage.width / frame.width, stage.height / frame.height);
      const back = { x: (oval.x - frame.width / 2) * scale + stage.width / 2, y: (oval.y - frame.height / 2) * scale + stage.height / 2 };
      assert.ok(Math.abs(back.x - on.x) < 1e-9 && Math.abs(back.y - on.y) < 1e-9);
      assert.ok(Math.abs(oval.width * scale - on.width) < 1e-9 && Math.abs(oval.height * scale - on.height) < 1e-9);
    }
    assert.ok(on.y - on.height / 2 > 0 && on.y + on.height / 2 < stage.height && on.width < stage.width, "it is inside");
  }
});

const OVAL = { x: 320, y: 230, width: 216, height: 300 };
const at = (x, y, size) => ({ x: x - size / 2, y: y - size / 2, width: size, height: size });

test("a face is told to come, to go back, or to move, and left alone where it is right", () => {
  assert.equal(placementOf(at(320, 230, 240), OVAL, null), null);
  assert.equal(placementOf(at(320, 230, 100), OVAL, null), "closer");
  assert.equal(placementOf(at(320, 230, 400), OVAL, null), "back");
  assert.equal(placementOf(at(400, 230, 240), OVAL, null), "centre");
  assert.equal(placementOf(at(320, 300, 240), OVAL, null), "centre");
});

test("a hint that is shown needs more to go than it needed to come", () => {
  for (const [hint, place] of /** @type {const} */ ([
    ["closer", (size) => at(320, 230, size)],
    ["back", (size) => at(320, 230, 500 - size)],
  ])) {
    const sizes = Array.from({ length: 400 }, (_, i) => 50 + i);
    const gone = (shown) => sizes.find((size) => placementOf(place(size), OVAL, shown) !== hint);
    assert.ok(gone(hint) > gone(null), hint);
  }
  const limit = Array.from({ length: 100 }, (_, i) => i).find((x) => placementOf(at(320 + x, 230, 240), OVAL, null) === "centre");
  assert.equal(placementOf(at(320 + limit - 1, 230, 240), OVAL, null), null);
  assert.equal(placementOf(at(320 + limit - 1, 230, 240), OVAL, "centre"), "centre");
});

const FACE = { box: at(320, 230, 240) };
const seen = (...advice) =>
  /** @type {any} */ ({ face: FACE, advice: advice.map(([id, severity, variant]) => ({ id, severity, variant })) });

test("one hint: company first, then the place, then the worst reason", () => {
  assert.deepEqual(hintOf(seen(), OVAL, true, null), { id: "hold", passes: true });
  assert.deepEqual(hintOf(seen(), OVAL, false, null), { id: "better", passes: false }, "nothing is wrong but the score");
  assert.deepEqual(hintOf(seen(["light", "fail"], ["yaw", "warn"]), OVAL, true, null), { id: "light", passes: false });
  assert.deepEqual(hintOf(seen(["yaw", "warn"]), OVAL, true, null), { id: "straight", passes: true }, "could be better, is enough");
  assert.deepEqual(hintOf(seen(["light", "fail"], ["single-face", "fail"]), OVAL, true, null), { id: "single-face", passes: false });
  assert.equal(hintOf({ ...seen(["light", "fail"]), face: { box: at(320, 230, 90) } }, OVAL, true, null).id, "closer");
  assert.equal(hintOf(seen(["pitch", "fail", "up"]), OVAL, true, null).id, "chin-down");
  assert.equal(hintOf(seen(["pitch", "fail", "down"]), OVAL, true, null).id, "chin-up");
});

test("a turned head is asked to look ahead, not to uncover a cheek", () => {
  assert.deepEqual(hintOf(seen(["region-cheeks", "fail"], ["yaw", "warn"]), OVAL, true, null), { id: "straight", passes: false });
  assert.deepEqual(hintOf(seen(["region-cheeks", "fail"]), OVAL, true, null), { id: "region-cheeks", passes: false });
});

test("each reason that can be given has a hint, and each hint a sentence", () => {
  // The standard's numbers whose limits are never reached: a check of our own beside each one gives the reason.
  const silent = [
    "luminance-mean",
    "luminance-variance",
    "under-exposure",
    "dynamic-range",
    "illumination-uniformity",
    "head-size",
    "margin-below",
  ];
  const regions = ["forehead", "eyes", "nose", "cheeks", "mouth", "jaw", "border"].map((region) => `region-${region}`);
  for (const id of [...Object.keys(CHECKS).filter((id) => !silent.includes(id)), ...regions]) {
    const hint = hintOf(seen([id, "fail"]), OVAL, true, null);
    assert.equal(hint.passes, false, id);
    assert.notEqual(hint.id, "better", `${id} has no hint`);
    assert.ok(en[`element.hint.${hint.id}`], hint.id);
  }
});

test("a hint is held for 600 ms, and another one must be right for 200 ms", () => {
  const hints = new HintChooser();
  const changes = [];
  // Twenty frames a second; the face flickers between two complaints, then blinks, then is good.
  for (let now = 0; now < 6000; now += 50) {
    const id = now < 2000 ? ["light", "noise"][Math.floor(now / 150) % 2] : now === 3000 ? "eyes" : now < 4000 ? "closer" : "hold";
    const shown = hints.choose(id, now);
    if (shown !== changes.at(-1)?.shown) changes.push({ shown, now });
  }
  assert.deepEqual(
    changes.map(({ shown }) => shown),
    ["light", "closer", "hold"],
    "no flicker, no blink",
  );
  for (let i = 1; i < changes.length; i++) assert.ok(changes[i].now - changes[i - 1].now >= 600);
});

test("a device of one frame a second shows what it has", () => {
  const hints = new HintChooser();
  assert.deepEqual(
    ["closer", "light", "hold"].map((id, i) => hints.choose(id, i * 1000)),
    ["closer", "light", "hold"],
  );
});

/** A canvas that remembers the frame it has. */
const canvas = () =>
  /** @type {any} */ ({
    width: 0,
    height: 0,
    frame: null,
    getContext() {
      return { drawImage: (frame) => (this.frame = frame.name) };
    },
  });
const offer = (best, score, now) =>
  best.offer(/** @type {any} */ ({ score }), /** @type {any} */ ({ name: `frame ${score}`, width: 2, height: 2 }), now);

test("the best frame has the highest score of those offered, and its own picture", () => {
  const kept = canvas();
  const best = new BestOf(kept);
  const scores = [0.1, -0.4, 0.7, 0.65, 0.7, -2];
  for (const [i, score] of scores.entries()) offer(best, score, i * 500);
  assert.equal(best.progress, 1);
  assert.equal(best.best.assessment.score, Math.max(...scores));
  assert.equal(kept.frame, "frame 0.7");
});

test("two seconds of passing frames are needed; a blink costs nothing, a turned head all", () => {
  const best = new BestOf(canvas());
  offer(best, 0.5, 0);
  offer(best, 0.6, 800);
  best.miss(1000);
  assert.ok(best.progress > 0.3 && best.progress < 0.5);
  offer(best, 0.4, 1200);
  best.miss(2300);
  assert.equal(best.progress, 0);
  assert.equal(best.best, null, "what was before the turn is forgotten");
});

test("a slow device needs three frames, and gets there", () => {
  const best = new BestOf(canvas());
  offer(best, 0.5, 0);
  offer(best, 0.6, 5000);
  assert.ok(best.progress < 1);
  offer(best, 0.4, 10_000);
  assert.equal(best.progress, 1);
});

test("infrared, depth and virtual cameras are not offered, others are", () => {
  // biome-ignore format: labels as browsers give them
  const unwanted = [
    "Integrated IR Camera (30c9:00c2)", "HP IR Camera", "Microsoft IR Camera Front", "Surface Camera Front Infrared", "USB2.0 HD IR UVC WebCam", "Windows Hello Face",
    "Azure Kinect Depth Camera", "OBS Virtual Camera", "OBS-Camera", "ManyCam Virtual Webcam", "Snap Camera", "XSplit VCam", "Streamlabs Desktop Virtual Webcam",
    "NVIDIA Broadcast", "CyberLink YouCam 9", "e2eSoft VCam", "Camera (virtual)",
  ];
  // biome-ignore format: labels as browsers give them
  const wanted = [
    "", "FaceTime HD Camera (Built-in)", "Integrated Camera (04f2:b6d9)", "HD Pro Webcam C920 (046d:082d)", "camera2 1, facing front", "Front Camera", "iPhone Camera",
    "Virgil's iPhone Camera", "Logitech BRIO", "USB2.0 HD UVC WebCam", "EOS Webcam Utility", "fake_device_0", "Iriun Webcam", "DroidCam Source 3",
  ];
  assert.deepEqual(unwanted.filter(isWanted), []);
  assert.deepEqual(
    wanted.filter((label) => !isWanted(label)),
    [],
  );
});

test("a form's minimum: what it reads, what meets it", () => {
  assert.deepEqual(["40", " 7.5 ", "0", "-3", "250", "", "many", null].map(readPercentile), [40, 7.5, 0, 0, 100, null, null, null]);
  assert.deepEqual(["good", " FAIR ", "bad", null].map(readVerdict), ["good", "fair", null, null]);
  const photo = (percentile, verdict) => /** @type {any} */ ({ percentile, verdict });
  assert.ok(meets(photo(40, "poor"), { minPercentile: 40, minVerdict: null }));
  assert.ok(!meets(photo(39.9, "good"), { minPercentile: 40, minVerdict: null }));
  assert.ok(meets(photo(0, "good"), { minPercentile: null, minVerdict: "fair" }));
  assert.ok(!meets(photo(99, "poor"), { minPercentile: null, minVerdict: "fair" }));
  assert.ok(meets(photo(null, null), NONE) && !asks(NONE));
  assert.ok(!meets(photo(null, null), { minPercentile: 0, minVerdict: null }), "a model without percentiles proves none");
  assert.ok(!meets(photo(50, null), { minPercentile: null, minVerdict: "poor" }));
});

test("why a photo is refused; a check that failed stops only a form that asks for something", () => {
  const photo = (assessment, code) => /** @type {any} */ ({ assessment, error: code && { code } });
  const asked = { minPercentile: 50, minVerdict: null };
  assert.equal(refusalOf(photo({ percentile: 10, verdict: "fair" }), NONE), null);
  assert.equal(refusalOf(photo({ percentile: 10, verdict: "fair" }), asked), "low");
  for (const requirement of [NONE, asked]) {
    assert.equal(refusalOf(photo(null, "no-face"), requirement), "no-face");
    for (const code of ["decode", "too-large", "unsupported-input"]) assert.equal(refusalOf(photo(null, code), requirement), "unreadable");
  }
  for (const code of ["model-fetch", "backend", "device-lost"]) {
    assert.equal(refusalOf(photo(null, code), NONE), null);
    assert.equal(refusalOf(photo(null, code), asked), "unchecked");
  }
});
