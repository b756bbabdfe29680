// A GPU that is lost or missing: an error or the CPU, never a wrong score.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inPage, open, startForTests } from "./support.mjs";

const session = await startForTests(".");

for (const worker of [true, false]) {
  test(`a lost GPU is an error, not a score, and the next call opens it again, ${worker ? "in a worker" : "on the page"}`, async () => {
    const { value, seen } = await inPage(session, worker, async (worker) => {
      const devices = worker ? null : (await import("/tests/browser/gpu-devices.js")).keepDevices();
      const Original = Worker;
      globalThis.Worker = class extends Original {
        constructor(_, options) {
          super("/tests/browser/losing-worker.js", options);
        }
      };
      const { FaceQuality } = await import("/pkg/index.js");
      const face = await (await fetch("/www/demo/samples/render-clear.png")).blob();
      const quality = await FaceQuality.load({ worker, backend: "webgpu", model: "/tests/fixtures/oracle/model.safetensors" });
      const assess = async () => {
        const { score, code, message } = await quality.assess(face, { crop: "aligned" }).catch((error) => error);
        return score ?? `${code}: ${message}`;
      };
      const before = await assess();
      const lost = new Promise((resolve) => new BroadcastChannel("lost").addEventListener("message", resolve));
      if (devices) devices[0].destroy();
      else new BroadcastChannel("lose").postMessage(null);
      await (devices ? devices[0].lost : lost);
      return { before, during: await Promise.all([assess(), assess()]), after: await assess() };
    });
    const [first, ...others] = [...value.during, value.after];
    assert.match(first, /^device-lost: the GPU was lost \(.+\)/);
    assert.doesNotMatch(first, /\n|backtrace/i);
    for (const score of others) assert.ok(Math.abs(score - value.before) < 1e-5, String(score));
    assert.deepEqual(seen.complaints, []);
  });

  test(`a GPU that does not come back is lost at once, ${worker ? "in a worker" : "on the page"}`, async () => {
    const { value } = await inPage(session, worker, async (worker) => {
      const Original = Worker;
      globalThis.Worker = class extends Original {
        constructor(_, options) {
          super("/tests/browser/losing-worker.js", options);
        }
      };
      const devices = worker ? null : (await import("/tests/browser/gpu-devices.js")).keepDevices();
      const { FaceQuality } = await import("/pkg/index.js");
      const face = await (await fetch("/www/demo/samples/render-clear.png")).blob();
      const quality = await FaceQuality.load({ worker, backend: "webgpu", model: "/tests/fixtures/oracle/model.safetensors" });
      const lost = new Promise((resolve) => new BroadcastChannel("lost").addEventListener("message", resolve));
      if (devices) {
        devices[0].destroy();
        GPU.prototype.requestAdapter = async () => null;
      } else {
        new BroadcastChannel("lose").postMessage("for good");
        await lost;
      }
      const assess = async () => await quality.assess(face, { crop: "aligned" }).catch(({ code, message }) => `${code}: ${message}`);
      return [await assess(), await assess(), await assess()];
    });
    const [first, ...others] = value;
    assert.match(first, /^device-lost: /);
    for (const end of others) assert.match(end, /^device-lost: .*cannot be made again \(no GPU is available/);
  });
}

for (const [how, spoil] of Object.entries({ dispose: false, "a failed self test": true })) {
  test(`${how} gives the GPU back, and leaves the next one alone`, async () => {
    const { value } = await inPage(session, spoil, async (spoil) => {
      const devices = (await import("/tests/browser/gpu-devices.js")).keepDevices();
      const compile = GPUDevice.prototype.createShaderModule;
      const wrong = (descriptor) => ({ ...descriptor, code: descriptor.code.replaceAll("exp(", "exp2(") });
      const { FaceQuality } = await import("/pkg/index.js");
      const load = () => FaceQuality.load({ worker: false, backend: "webgpu", model: "/tests/fixtures/oracle/model.safetensors" });
      if (spoil)
        GPUDevice.prototype.createShaderModule = function (descriptor) {
          return compile.call(this, wrong(descriptor));
        };
      const first = await load().catch((error) => error);
      GPUDevice.prototype.createShaderModule = compile;
      const second = await load();
      first.dispose?.();
      const { reason } = await devices[0].lost;
      const { passed } = await second.selfTest();
      return { message: first.message, reason, passed, count: devices.length };
    });
    assert.equal(value.reason, "destroyed");
    assert.deepEqual([value.passed, value.count], [true, 2]);
    if (spoil) assert.match(value.message, /wrong numbers/);
  });
}

/**
 * Loads with "auto" where the GPU looks like hardware and the CPU's clock runs a hundred thousand times too fast, so that even
 * this small model is worth a GPU. Runs in the page.
 *
 * @param {{ source?: string, end: "GPU is lost" | "GPU is slower" | "GPU is faster" }} how
 */
async function loadOnGpu({ source = "URL", end }) {
  Object.defineProperty(GPUAdapterInfo.prototype, "isFallbackAdapter", { get: () => false });
  const devices = (await import("/tests/browser/gpu-devices.js")).keepDevices();
  const now = performance.now.bind(performance);
  performance.now = () => 1e5 * now();
  const { FaceQuality } = await import("/pkg/index.js");
  const url = "/tests/fixtures/oracle/model.safetensors";
  const models = { URL: url, bytes: new Uint8Array(await (await fetch(url)).arrayBuffer()), Response: await fetch(url) };
  const onProgress = ({ stage, loaded }) => {
    if (stage !== "warmup" || loaded !== 0) return;
    if (end === "GPU is lost") devices[0].destroy();
    if (end === "GPU is faster") performance.now = now;
  };
  const options = { model: models[source], worker: false, locator: false, onProgress };
  const { backend, reason, code, message } = await FaceQuality.load(options).catch((error) => error);
  return { end: backend ?? `${code}: ${message}`, reason, devices: devices.length };
}

for (const source of ["URL", "bytes", "Response"]) {
  test(`a GPU that cannot run the model gives way to the CPU, which reads it again: ${source}`, async () => {
    const { value } = await inPage(session, { source, end: "GPU is lost" }, loadOnGpu);
    assert.equal(value.devices, 1, "the GPU was tried");
    if (source === "Response") assert.match(value.end, /^backend: the GPU cannot run this model .*load with backend "cpu"$/s);
    else assert.equal(value.end, "cpu");
  });
}

test("auto takes the faster backend, and says so", async () => {
  const faster = await inPage(session, { end: "GPU is faster" }, loadOnGpu);
  assert.equal(faster.value.end, "webgpu");
  assert.match(faster.value.reason, /^WebGPU, on the page: .*: \d.* ms a pass on the GPU, about \d+ ms on the CPU\.$/);
  const slower = await inPage(session, { end: "GPU is slower" }, loadOnGpu);
  assert.equal(slower.value.end, "cpu");
  assert.match(slower.value.reason, /^The CPU, on the page: \d+ ms a pass on the GPU, about \d+ ms on the CPU\.$/);
});

test("a small model never touches the GPU's engine; a large one runs on the CPU where that engine cannot be fetched", async () => {
  const small = await inPage(session, {}, async () => {
    Object.defineProperty(GPUAdapterInfo.prototype, "isFallbackAdapter", { get: () => false });
    const { FaceQuality } = await import("/pkg/index.js");
    const { backend, reason, worker } = await FaceQuality.load({ worker: false });
    return { backend, reason, worker };
  });
  assert.deepEqual([small.value.backend, small.value.worker], ["cpu", false]);
  assert.match(small.value.reason, /^The CPU, on the page: a pass takes about \d.* ms, too short to gain from a GPU\.$/);
  assert.ok(!small.seen.requests.some((url) => url.includes("wasm/gpu")), "not even fetched");
  const { page, context } = await open(session, "tests/browser/blank.html");
  await page.route("**/wasm/gpu/**", (route) => route.fulfill({ status: 404 }));
  const value = await page.evaluate(loadOnGpu, { end: "GPU is faster" });
  assert.equal(value.end, "cpu");
  assert.match(value.reason, /WebAssembly module cannot be loaded/);
  await context.close();
});

test("WebGPU asked for by name fails where there is none; auto takes the CPU", async () => {
  const { value } = await inPage(session, {}, async () => {
    Object.defineProperty(Navigator.prototype, "gpu", { get: () => undefined });
    const { FaceQuality, checkSupport } = await import("/pkg/index.js");
    const asked = await FaceQuality.load({ worker: false, backend: "webgpu" }).catch(({ code }) => code);
    const auto = await FaceQuality.load({ worker: false });
    const { webgpu, simd, worker } = await checkSupport();
    return { asked, auto: auto.backend, webgpu, simd, worker };
  });
  assert.deepEqual(value, { asked: "backend", auto: "cpu", webgpu: false, simd: true, worker: true });
});

for (const userAgent of ["Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", undefined]) {
  // All kernels in one; the other is the copy that is read back.
  test(`a pass is two submissions and one read-back, ${userAgent ? "and empty ones while Firefox waits" : "and nothing else"}`, async () => {
    const { page, seen, context } = await open(session, "tests/browser/blank.html", { userAgent });
    const { calls, off } = await page.evaluate(async () => {
      const calls = { submissions: 0, empty: 0, readBacks: 0, pipelines: 0 };
      const count = (prototype, name, kind) => {
        const original = prototype[name];
        prototype[name] = function (...given) {
          calls[kind(given)]++;
          return original.apply(this, given);
        };
      };
      count(GPUQueue.prototype, "submit", ([commands]) => (commands.length > 0 ? "submissions" : "empty"));
      count(GPUBuffer.prototype, "mapAsync", () => "readBacks");
      count(GPUDevice.prototype, "createComputePipeline", () => "pipelines");
      const { FaceQuality } = await import("/pkg/index.js");
      const face = await (await fetch("/www/demo/samples/render-clear.png")).blob();
      const model = "/tests/fixtures/oracle/model.safetensors";
      const [gpu, cpu] = [
        await FaceQuality.load({ worker: false, backend: "webgpu", model }),
        await FaceQuality.load({ worker: false, backend: "cpu", model }),
      ];
      await gpu.assess(face, { crop: "aligned" });
      for (const kind in calls) calls[kind] = 0;
      const [a, b] = [await gpu.assess(face, { crop: "aligned" }), await cpu.assess(face, { crop: "aligned" })];
      return { calls, off: Math.abs(a.score - b.score) };
    });
    await context.close();
    assert.ok(off < 1e-5, String(off));
    const { empty, ...others } = calls;
    assert.deepEqual(others, { submissions: 2, readBacks: 1, pipelines: 0 });
    assert.equal(empty > 0, userAgent !== undefined, `${empty} empty submissions`);
    assert.deepEqual(seen.complaints, []);
  });
}

test("a kernel that the browser refuses is an error, not a score", async () => {
  const { value } = await inPage(session, null, async () => {
    const compile = GPUDevice.prototype.createShaderModule;
    // The model's attention, and not that of the self test, whose width is 32.
    const refused = (code) => code.includes("const HEAD") && !code.includes("const WIDTH = 8u");
    GPUDevice.prototype.createShaderModule = function (descriptor) {
      return compile.call(this, refused(descriptor.code) ? { ...descriptor, code: "no shader" } : descriptor);
    };
    const { FaceQuality } = await import("/pkg/index.js");
    const load = FaceQuality.load({ worker: false, backend: "webgpu", model: "/tests/fixtures/oracle/model.safetensors" });
    const face = await (await fetch("/www/demo/samples/render-clear.png")).blob();
    const { score, code } = await load.then((quality) => quality.assess(face, { crop: "aligned" })).catch((error) => error);
    return { score, code };
  });
  assert.deepEqual(value, { score: undefined, code: "backend" });
});
