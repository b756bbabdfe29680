// `watch`: the newest frame of a video each time, one at a time, until it is told to stop.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertNoRequests, open, startForTests } from "./support.mjs";

const session = await startForTests(".");

/** A page with a video that plays a drawn canvas at 30 frames a second, whose grey says how old the frame is. */
async function visit() {
  const visited = await open(session, "tests/browser/blank.html");
  await visited.page.evaluate(async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 48 });
    const context = canvas.getContext("2d");
    let count = 0;
    setInterval(() => {
      count += 1;
      context.fillStyle = `rgb(${count % 256} 0 0)`;
      context.fillRect(0, 0, 64, 48);
    }, 33);
    const video = Object.assign(document.createElement("video"), { muted: true, srcObject: canvas.captureStream(30) });
    document.body.append(video);
    await video.play();
    const { watch } = await import("/pkg/index.js");
    const after = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const error = (/** @type {string} */ code) => Object.assign(new Error(code), { code });
    Object.assign(globalThis, { video, watch, after, error });
  });
  return visited;
}
// The page's own globals.
const { video, watch, after, error } = /** @type {any} */ ({});

test("one frame at a time, whole, open in the callback and closed afterwards; the signal ends it", async () => {
  const { page } = await visit();
  const seen = await page.evaluate(async () => {
    let inFlight = 0;
    let most = 0;
    const frames = [];
    const controller = new AbortController();
    const options = [];
    const assess = async (/** @type {ImageBitmap} */ frame, given) => {
      options.push(given.preset);
      most = Math.max(most, ++inFlight);
      await after(60);
      inFlight -= 1;
      return { score: 1, size: [frame.width, frame.height] };
    };
    const watching = watch({ assess }, video, {
      preset: "enrol",
      signal: controller.signal,
      onAssessment: (assessment, frame) => {
        frames.push({ frame, size: assessment.size, width: frame.width });
        if (frames.length === 5) controller.abort();
      },
    });
    await watching;
    const count = frames.length;
    await after(200);
    return {
      most,
      count,
      later: frames.length,
      sizes: frames.map(({ size, width }) => [...size, width]),
      closed: frames.map(({ frame }) => frame.width),
      options,
    };
  });
  assert.deepEqual(
    { ...seen, options: seen.options.every((preset) => preset === "enrol") },
    { most: 1, count: 5, later: 5, sizes: Array(5).fill([64, 48, 64]), closed: Array(5).fill(0), options: true },
  );
});

test("a slow engine gets the newest frame, not those that came meanwhile", async () => {
  const { page } = await visit();
  const ages = await page.evaluate(async () => {
    const controller = new AbortController();
    const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const read = (/** @type {CanvasImageSource} */ source) => {
      context.drawImage(source, 0, 0);
      return context.getImageData(0, 0, 1, 1).data[0];
    };
    const ages = [];
    const assess = async (/** @type {ImageBitmap} */ frame) => {
      // How many frames the video is ahead of the one that was handed over.
      ages.push((read(video) - read(frame) + 256) % 256);
      await after(300);
      return {};
    };
    await watch({ assess }, video, { signal: controller.signal, onAssessment: () => ages.length === 6 && controller.abort() });
    return ages;
  });
  // Three hundred milliseconds are nine frames: a queue would be 9, 18, 27 … behind. Colours are off by a level or two in a video.
  assert.ok(Math.max(...ages.map((age) => Math.min(age, 256 - age))) <= 5, ages.join());
});

test("no face and a crash give no result: each frame is dropped with its reason, and the next one is tried, after a pause", async () => {
  const { page } = await visit();
  const seen = await page.evaluate(async () => {
    const controller = new AbortController();
    const plan = ["no-face", null, "backend", "device-lost", null];
    const log = [];
    const assess = async () => {
      const code = plan.shift();
      log.push({ code, at: performance.now() });
      if (code) throw error(code);
      return { score: plan.length };
    };
    const results = [];
    await watch({ assess }, video, {
      signal: controller.signal,
      onAssessment: ({ score }) => {
        results.push(score);
        if (plan.length === 0) controller.abort();
      },
      onError: ({ code, name }, frame) => results.push(`${name} ${code} ${frame.width}`),
    });
    return { results, pauses: log.slice(1).map(({ at }, i) => at - log[i].at) };
  });
  assert.deepEqual(seen.results, ["FaceQualityError no-face 64", 3, "FaceQualityError backend 64", "FaceQualityError device-lost 64", 0]);
  assert.ok(seen.pauses[2] >= 240 && seen.pauses[3] >= 490, `a longer pause after each failure: ${seen.pauses}`);
});

test("what a callback throws is an error of the page; watching goes on", async () => {
  const { page, seen } = await visit();
  const count = await page.evaluate(async () => {
    const controller = new AbortController();
    let count = 0;
    await watch({ assess: async () => ({}) }, video, {
      signal: controller.signal,
      onAssessment: () => {
        if (++count === 3) controller.abort();
        throw new Error(`mine ${count}`);
      },
    });
    return count;
  });
  assert.equal(count, 3);
  assert.deepEqual(
    seen.complaints,
    [1, 2, 3].map((number) => `Error: mine ${number}`),
  );
});

test("it ends with the model, waits for a video that has no frame yet, and survives a change of its source", async () => {
  const { page } = await visit();
  const result = await page.evaluate(async () => {
    const codes = [];
    await watch({ assess: () => Promise.reject(error("disposed")) }, video, {
      onAssessment: () => {},
      onError: ({ code }) => codes.push(code),
    });
    const other = Object.assign(document.createElement("video"), { muted: true });
    const controller = new AbortController();
    let count = 0;
    const watching = watch({ assess: async () => ({}) }, other, { signal: controller.signal, onAssessment: () => ++count });
    await after(100);
    const before = count;
    for (const source of [video.srcObject, video.srcObject.clone()]) {
      other.srcObject = source;
      await other.play();
      const now = count;
      while (count < now + 3) await after(20);
    }
    controller.abort();
    await watching;
    return { codes, before };
  });
  assert.deepEqual(result, { codes: ["disposed"], before: 0 });
});

test("a browser without requestVideoFrameCallback sees each new frame too", async () => {
  const { page } = await visit();
  const times = await page.evaluate(async () => {
    Object.defineProperty(video, "requestVideoFrameCallback", { value: undefined });
    const controller = new AbortController();
    const times = [];
    await watch({ assess: async () => ({}) }, video, {
      signal: controller.signal,
      onAssessment: () => times.push(video.currentTime) === 4 && controller.abort(),
    });
    return times;
  });
  assert.equal(new Set(times).size, times.length);
});

test("wrong options are refused at once", async () => {
  const { page } = await visit();
  const messages = await page.evaluate(async () => {
    const { FaceQualityError } = await import("/pkg/index.js");
    const onAssessment = () => {};
    const quality = { assess: async () => ({}) };
    const calls = [
      [quality, video, {}],
      [{}, video, { onAssessment }],
      [quality, document.body, { onAssessment }],
      [quality, video, { onAssessment, preset: "best" }],
      [quality, video, { onAssessment, onError: 1 }],
      [quality, video, { onAssessment, signal: 1 }],
      [quality, video],
    ];
    const refused = calls.map((call) =>
      watch(...call).then(
        () => "accepted",
        (error) => error instanceof FaceQualityError && `${error.code}: ${error.message}`,
      ),
    );
    return Promise.all(refused);
  });
  for (const [i, part] of ["onAssessment is", "quality is", "video is", "preset is", "onError is", "signal is", "options are"].entries()) {
    assert.ok(String(messages[i]).startsWith("unsupported-input: ") && String(messages[i]).includes(part), String(messages[i]));
  }
});

test("with the real engine: a face in the video is scored, without a request", async () => {
  const { page, seen } = await visit();
  await page.evaluate(async () => {
    const { FaceQuality } = await import("/pkg/index.js");
    const photo = await createImageBitmap(await (await fetch("/tests/fixtures/faces/everyday-46.jpg")).blob());
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
    setInterval(() => canvas.getContext("2d").drawImage(photo, 0, 0), 33);
    video.srcObject = canvas.captureStream(30);
    await video.play();
    Object.assign(globalThis, { quality: await FaceQuality.load({ backend: "cpu" }), photo });
  });
  const before = seen.requests.length;
  const result = await page.evaluate(async () => {
    const { quality, photo } = /** @type {any} */ (globalThis);
    const still = await quality.assess(photo);
    const controller = new AbortController();
    const scores = [];
    await watch(quality, video, {
      signal: controller.signal,
      onAssessment: ({ score }) => scores.push(score) === 3 && controller.abort(),
    });
    return { still: still.score, scores };
  });
  // The video is compressed in no way that changes a face.
  for (const score of result.scores) assert.ok(Math.abs(score - result.still) < 0.1, `${score} against ${result.still}`);
  assertNoRequests(seen, before);
});
