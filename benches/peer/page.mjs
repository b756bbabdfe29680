// What the comparison runs in the page: each function is sent there as text, and they share `globalThis`.

/** What `load` and `measure` share. */
export function prepare() {
  globalThis.sides = {};
  /** The pixels as the graph takes them: what a page that uses it would write. */
  globalThis.planes = (pixels) => {
    const planes = new Float32Array(pixels.length);
    for (let i = 0; i < pixels.length; i++) planes[(i % 3) * (pixels.length / 3) + Math.floor(i / 3)] = (pixels[i] / 255 - 0.5) / 0.5;
    return planes;
  };
  /** Calls of WebGPU that cost most, counted. */
  globalThis.calls = { submissions: 0, readBacks: 0, pipelines: 0 };
  const count = (prototype, names, kind) => {
    for (const name of names) {
      const original = prototype[name];
      prototype[name] = function (...args) {
        globalThis.calls[kind]++;
        return original.apply(this, args);
      };
    }
  };
  count(GPUQueue.prototype, ["submit"], "submissions");
  count(GPUBuffer.prototype, ["mapAsync"], "readBacks");
  count(GPUDevice.prototype, ["createComputePipeline", "createComputePipelineAsync"], "pipelines");
}

/** From nothing to the first score, in milliseconds. Neither side uses a worker: they share one thread. */
export async function load({ side, url, backend, precision, assets }) {
  const grey = new Uint8Array(3 * 112 * 112).fill(99);
  const start = performance.now();
  if (side.startsWith("attn-fiqa")) {
    const { FaceQuality } = await import("/pkg/index.js");
    const quality = await FaceQuality.load({ model: url, backend, precision, assets, worker: false, cache: false });
    globalThis.sides[side] = async (pixels) => {
      const rgba = new Uint8ClampedArray(4 * 112 * 112).fill(255);
      for (let i = 0; i < pixels.length; i++) rgba[Math.floor(i / 3) * 4 + (i % 3)] = pixels[i];
      const { score, timings } = await quality.assess(new ImageData(rgba, 112, 112), { crop: "aligned" });
      return { score, time: timings.infer };
    };
    globalThis.sides[side].ran = quality.reason;
  } else {
    const ort = await import(backend === "cpu" ? "/peer/dist/ort.wasm.bundle.min.mjs" : "/peer/dist/ort.webgpu.bundle.min.mjs");
    ort.env.wasm.wasmPaths = "/peer/dist/";
    ort.env.wasm.numThreads = 1;
    const session = await ort.InferenceSession.create(url, { executionProviders: [backend === "cpu" ? "wasm" : "webgpu"] });
    globalThis.sides[side] = async (pixels) => {
      const start = performance.now();
      const image = new ort.Tensor("float32", globalThis.planes(pixels), [1, 3, 112, 112]);
      const { [session.outputNames[0]]: map } = await session.run({ [session.inputNames[0]]: image });
      const data = await map.getData();
      const time = performance.now() - start;
      return { score: data.reduce((sum, value) => sum + value, 0) / data.length, time };
    };
    globalThis.sides[side].ran = `onnxruntime-web ${ort.env.versions.web}`;
  }
  await globalThis.sides[side](grey);
  return performance.now() - start;
}

/** Scores first, then warm passes of all sides in turn, and what one of them asks of WebGPU. */
export async function measure({ sides, crops, passes }) {
  const measured = sides.map((side) => ({ side, times: [], scores: [], ran: globalThis.sides[side].ran, calls: {} }));
  for (const { side, scores } of measured) for (const crop of crops) scores.push((await globalThis.sides[side](crop)).score);
  for (let pass = 0; pass < passes; pass++) {
    for (const one of measured) {
      const before = { ...globalThis.calls };
      one.times.push((await globalThis.sides[one.side](crops[pass % crops.length])).time);
      for (const kind in before) one.calls[kind] = globalThis.calls[kind] - before[kind];
    }
  }
  return measured;
}
