// Loading, aborting, disposing, losing the GPU: each ends in a result or a typed error, never in silence.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, inPage, open, start } from "./support.mjs";

let session;
before(async () => (session = await start(".")));
after(() => session.close());

test("load reports its stages, and nothing is requested after it", async () => {
  const { page, seen, context } = await open(session, "tests/browser/blank.html");
  const stages = await page.evaluate(async () => {
    const { FaceQuality } = await import("/pkg/index.js");
    globalThis.face = await (await fetch("/www/demo/samples/render-clear.png")).blob();
    const progress = [];
    globalThis.quality = await FaceQuality.load({ backend: "cpu", onProgress: (p) => progress.push(p) });
    return progress;
  });
  const downloads = stages.filter(({ stage }) => stage === "download");
  assert.equal(downloads.at(-1).loaded, downloads.at(-1).total);
  assert.ok(downloads.every(({ loaded }, i) => i === 0 || loaded >= downloads[i - 1].loaded));
  assert.deepEqual([...new Set(stages.map(({ stage }) => stage))], ["download", "load", "warmup"]);
  const before = seen.requests.length;
  const score = await page.evaluate(async () => {
    const { drawOverlay } = await import("/pkg/index.js");
    const assessment = await quality.assess(face, { crop: "aligned" });
    await drawOverlay(document.createElement("canvas"), face, assessment);
    await quality.selfTest();
    return assessment.score;
  });
  assert.ok(Number.isFinite(score));
  assert.deepEqual(seen.requests.slice(before), []);
  assertQuiet(seen, session.url);
  await context.close();
});

test("a verified model is kept and needs no network the next time", async () => {
  const { page, seen, context } = await open(session, "tests/browser/blank.html");
  const load = () =>
    page.evaluate(async () => {
      const { FaceQuality } = await import("/pkg/index.js");
      const quality = await FaceQuality.load({ backend: "cpu" });
      quality.dispose();
      return quality.model.sha256;
    });
  const first = await load();
  const fetched = seen.requests.filter((url) => url.endsWith(".safetensors")).length;
  await page.reload();
  assert.equal(await load(), first);
  assert.equal(seen.requests.filter((url) => url.endsWith(".safetensors")).length, fetched);
  await context.close();
});

test("models from everywhere, and every bad one", async () => {
  const { value } = await inPage(session, async () => {
    const { FaceQuality, FaceQualityError } = await import("/pkg/index.js");
    const url = "/tests/fixtures/oracle/model.safetensors";
    const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const base64 = btoa(String.fromCharCode(...digest));
    const names = [];
    // A body of the page's own making, in pieces of any size, which stay the page's.
    const pieces = [bytes.slice(0, 5), bytes.slice(5, 300_000), bytes.slice(300_000)];
    const stream = () => new ReadableStream({ start: (control) => (pieces.forEach((piece) => control.enqueue(piece)), control.close()) });
    const make = [
      () => url,
      () => new URL(url, location.href),
      () => bytes,
      () => bytes.buffer,
      () => new Blob([bytes]),
      () => new File([bytes], "model.safetensors"),
      () => fetch(url),
      () => new Response(stream()),
    ];
    for (const worker of [true, false]) {
      for (const source of make) {
        const progress = [];
        const onProgress = ({ stage, loaded, total }) => stage === "download" && progress.push([loaded, total]);
        const options = { backend: "cpu", worker, locator: false, cache: false, onProgress };
        const quality = await FaceQuality.load({ ...options, model: await source(), integrity: `sha256-${base64}` });
        names.push(quality.model.name);
        if (quality.model.size !== bytes.length) throw new Error(`size ${quality.model.size}`);
        const told = progress.at(-1).join();
        if (told !== [bytes.length, bytes.length].join()) throw new Error(`${source}: told ${told}`);
        quality.dispose();
      }
    }
    const later = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const nan = bytes.slice();
    nan.set([0, 0, 192, 127], nan.length - 4);
    // The same file with another header.
    const withHeader = (change) => {
      const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
      const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
      change(header);
      const text = new TextEncoder().encode(JSON.stringify(header));
      const file = new Uint8Array(8 + text.length + bytes.length - 8 - length);
      new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
      file.set(text, 8);
      file.set(bytes.subarray(8 + length), 8 + text.length);
      return file;
    };
    const rename = (from, to) => withHeader((header) => {
      header[to] = header[from];
      delete header[from];
    });
    const surplus = (header) => {
      const end = bytes.length - 8 - Number(new DataView(bytes.buffer).getBigUint64(0, true));
      header["norm.weight"] = { dtype: "F32", shape: [0], data_offsets: [end, end] };
    };
    const lying = bytes.slice();
    lying.set([255, 255, 255, 255, 255, 255, 255, 127], 0);
    const good = { model: bytes, backend: "cpu" };
    const broken = () => new ReadableStream({ pull: (control) => control.error(new Error("broken")) });
    const used = await fetch(url);
    await used.arrayBuffer();
    const cases = {
      "not there": { model: "/nowhere.safetensors" },
      "a web page": { model: "/tests/browser/blank.html" },
      "another digest": { ...good, integrity: `sha256-${"A".repeat(43)}=` },
      "no digest": { ...good, integrity: "md5-1234" },
      "an image": { model: "/www/demo/samples/portrait.jpg", backend: "cpu" },
      truncated: { ...good, model: bytes.slice(0, 1000) },
      empty: { ...good, model: new Uint8Array(0) },
      NaN: { ...good, model: nan },
      "lying header": { ...good, model: lying },
      missing: { ...good, model: rename("pos_embed", "pos_embedding") },
      surplus: { ...good, model: withHeader(surplus) },
      misshapen: { ...good, model: withHeader((header) => header.pos_embed.shape.reverse()) },
      "no such backend": { ...good, backend: "toaster" },
      "no such model": { model: 42 },
      "no URL": { model: "http://[" },
      "a used Response": { model: used },
      "a Response that breaks": () => ({ model: new Response(broken()), backend: "cpu" }),
    };
    const codes = {};
    for (const [name, options] of Object.entries(cases)) {
      for (const worker of [true, false]) {
        const error = await FaceQuality.load({ ...(options.call?.() ?? options), worker }).catch((error) => error);
        if (!(error instanceof FaceQualityError)) throw new Error(`${name}: ${error}`);
        if (codes[name] && codes[name] !== error.code) throw new Error(`${name}: ${codes[name]} and ${error.code}`);
        codes[name] = error.code;
      }
    }
    return { names, codes, untouched: later.join() === digest.join() && pieces.every(({ length }) => length > 0) };
  });
  assert.deepEqual(value.names, Array(16).fill("oracle"));
  assert.ok(value.untouched, "the caller's bytes are still the caller's");
  assert.deepEqual(value.codes, {
    "not there": "model-fetch",
    "a web page": "model-fetch",
    "another digest": "model-integrity",
    "no digest": "model-integrity",
    "an image": "model-format",
    truncated: "model-format",
    empty: "model-format",
    NaN: "model-format",
    "lying header": "model-format",
    missing: "model-format",
    surplus: "model-format",
    misshapen: "model-format",
    "no such backend": "backend",
    "no such model": "model-fetch",
    "no URL": "model-fetch",
    "a used Response": "model-fetch",
    "a Response that breaks": "model-fetch",
  });
});

for (const worker of [true, false]) {
  test(`abort and dispose, ${worker ? "in a worker" : "on the page"}`, async () => {
    const { value } = await inPage(session, async (worker) => {
      const { FaceQuality } = await import("/pkg/index.js");
      const code = (promise) => promise.then(() => "fine", (error) => error.code);
      const aborted = AbortSignal.abort();
      const face = await (await fetch("/www/demo/samples/render-clear.png")).blob();
      const codes = [await code(FaceQuality.load({ worker, signal: aborted }))];
      const stop = new AbortController();
      const loading = code(FaceQuality.load({ worker, signal: stop.signal, onProgress: () => stop.abort() }));
      codes.push(await loading);
      const quality = await FaceQuality.load({ worker, backend: "cpu" });
      const options = { crop: "aligned" };
      codes.push(await code(quality.assess(face, { ...options, signal: aborted })));
      const later = new AbortController();
      const running = code(quality.assess(face, { ...options, signal: later.signal }));
      later.abort();
      codes.push(await running);
      codes.push(await code(quality.assess(face, options)));
      const interrupted = code(quality.assess(face, options));
      await Promise.resolve();
      quality.dispose();
      quality.dispose();
      codes.push(await interrupted);
      codes.push(await code(quality.assess(face, options)), await code(quality.selfTest()));
      const again = await FaceQuality.load({ worker, backend: "cpu" });
      codes.push(await code(again.assess(face, options)));
      again[Symbol.dispose]?.();
      return codes;
    }, worker);
    assert.deepEqual(value, [
      "aborted", "aborted", "aborted", "aborted", "fine", "disposed", "disposed", "disposed", "fine",
    ]);
  });
}

test("a lost GPU is an error, not a score, and loading again works", async () => {
  const { value } = await inPage(session, async () => {
    // Keeps every device, to lose it later as a driver would.
    const devices = [];
    const request = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = async function (...options) {
      const device = await request.apply(this, options);
      devices.push(device);
      return device;
    };
    const { FaceQuality } = await import("/pkg/index.js");
    const face = await (await fetch("/www/demo/samples/render-clear.png")).blob();
    const load = { worker: false, backend: "webgpu", model: "/tests/fixtures/oracle/model.safetensors" };
    const quality = await FaceQuality.load(load);
    const assess = (quality) => quality.assess(face, { crop: "aligned" }).then(({ score }) => score, ({ code }) => code);
    const before = await assess(quality);
    devices[0].destroy();
    await devices[0].lost;
    const lost = [await assess(quality), await assess(quality)];
    const after = await assess(await FaceQuality.load(load));
    return { before, lost, after };
  });
  assert.deepEqual(value.lost, ["device-lost", "device-lost"]);
  assert.equal(typeof value.before, "number");
  assert.ok(Math.abs(value.after - value.before) < 1e-5);
});

for (const [how, spoil] of [["dispose", false], ["a failed self test", true]]) {
  test(`${how} gives the GPU back, and leaves the next one alone`, async () => {
    const { value } = await inPage(session, async (spoil) => {
      const devices = [];
      const request = GPUAdapter.prototype.requestDevice;
      GPUAdapter.prototype.requestDevice = async function (...options) {
        devices.push(await request.apply(this, options));
        return devices.at(-1);
      };
      const compile = GPUDevice.prototype.createShaderModule;
      const wrong = (descriptor) => ({ ...descriptor, code: descriptor.code.replaceAll("exp(", "exp2(") });
      const { FaceQuality } = await import("/pkg/index.js");
      const load = () => FaceQuality.load({ worker: false, backend: "webgpu", model: "/tests/fixtures/oracle/model.safetensors" });
      if (spoil) GPUDevice.prototype.createShaderModule = function (descriptor) { return compile.call(this, wrong(descriptor)); };
      const first = await load().catch((error) => error);
      GPUDevice.prototype.createShaderModule = compile;
      const second = await load();
      first.dispose?.();
      const { reason } = await devices[0].lost;
      const { passed } = await second.selfTest();
      return { message: first.message, reason, passed, count: devices.length };
    }, spoil);
    assert.equal(value.reason, "destroyed");
    assert.deepEqual([value.passed, value.count], [true, 2]);
    if (spoil) assert.match(value.message, /wrong numbers/);
  });
}

for (const source of ["URL", "bytes", "Response"]) {
  test(`a GPU that cannot run the model gives way to the CPU, which reads it again: ${source}`, async () => {
    const { value } = await inPage(session, async (source) => {
      // A hardware GPU, as far as anybody can tell, which is lost as soon as it shall run the model.
      Object.defineProperty(GPUAdapterInfo.prototype, "isFallbackAdapter", { get: () => false });
      const devices = [];
      const request = GPUAdapter.prototype.requestDevice;
      GPUAdapter.prototype.requestDevice = async function (...options) {
        devices.push(await request.apply(this, options));
        return devices.at(-1);
      };
      const { FaceQuality } = await import("/pkg/index.js");
      const url = "/tests/fixtures/oracle/model.safetensors";
      const models = { URL: url, bytes: new Uint8Array(await (await fetch(url)).arrayBuffer()), Response: await fetch(url) };
      const onProgress = ({ stage, loaded }) => stage === "warmup" && loaded === 0 && devices[0].destroy();
      const options = { model: models[source], worker: false, locator: false, onProgress };
      const end = await FaceQuality.load(options).then((quality) => quality.backend, ({ code, message }) => `${code}: ${message}`);
      return { end, devices: devices.length };
    }, source);
    assert.equal(value.devices, 1, "the GPU was tried");
    if (source === "Response") assert.match(value.end, /^backend: the GPU cannot run this model .*load with backend "cpu"$/s);
    else assert.equal(value.end, "cpu");
  });
}

test("the caller's bytes are not held after the load", async () => {
  const { page, context } = await open(session, "tests/browser/blank.html");
  await page.evaluate(async () => {
    const { FaceQuality } = await import("/pkg/index.js");
    const load = async (worker) => {
      const bytes = new Uint8Array(await (await fetch("/tests/fixtures/oracle/model.safetensors")).arrayBuffer());
      return { ref: new WeakRef(bytes), quality: await FaceQuality.load({ model: bytes, backend: "cpu", worker }) };
    };
    globalThis.loads = [await load(true), await load(false)];
  });
  const client = await context.newCDPSession(page);
  await client.send("HeapProfiler.collectGarbage");
  assert.deepEqual(await page.evaluate(() => loads.map(({ ref }) => ref.deref() === undefined)), [true, true]);
  await context.close();
});

test("no listener stays behind on a signal", async () => {
  const { value } = await inPage(session, async () => {
    const counts = { added: 0, removed: 0 };
    const count = (method, key) => {
      const original = EventTarget.prototype[method];
      EventTarget.prototype[method] = function (type, ...rest) {
        if (this instanceof AbortSignal && type === "abort") counts[key]++;
        return original.call(this, type, ...rest);
      };
    };
    count("addEventListener", "added");
    count("removeEventListener", "removed");
    const { FaceQuality } = await import("/pkg/index.js");
    const face = await (await fetch("/www/demo/samples/render-clear.png")).blob();
    const { signal } = new AbortController();
    for (const worker of [true, false]) {
      const quality = await FaceQuality.load({ worker, signal, backend: "cpu" });
      await quality.assess(face, { crop: "aligned", signal });
      await quality.assess(new Blob(), { crop: "aligned", signal }).catch(() => {});
      quality.dispose();
    }
    return counts;
  });
  assert.ok(value.added > 4);
  assert.equal(value.removed, value.added);
});

test("WebGPU asked for by name fails where there is none; auto takes the CPU", async () => {
  const { value } = await inPage(session, async () => {
    Object.defineProperty(Navigator.prototype, "gpu", { get: () => undefined });
    const { FaceQuality, checkSupport } = await import("/pkg/index.js");
    const asked = await FaceQuality.load({ worker: false, backend: "webgpu" }).catch(({ code }) => code);
    const auto = await FaceQuality.load({ worker: false });
    return { asked, auto: auto.backend, support: await checkSupport() };
  });
  assert.deepEqual([value.asked, value.auto], ["backend", "cpu"]);
  assert.equal(value.support.webgpu, false);
  assert.equal(value.support.simd, true);
  assert.equal(value.support.worker, true);
});
