// Models from every source, and every way in which one can be bad.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inPage, start } from "./support.mjs";

let session;
before(async () => (session = await start(".")));
after(() => session.close());

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
    const stream = () =>
      new ReadableStream({
        start: (control) => {
          for (const piece of pieces) control.enqueue(piece);
          control.close();
        },
      });
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
        const options = { backend: /** @type {const} */ ("cpu"), worker, locator: false, cache: false, onProgress };
        const quality = await FaceQuality.load({ ...options, model: await source(), integrity: `sha256-${base64}` });
        names.push(quality.model.name);
        if (quality.model.size !== bytes.length) throw new Error(`size ${quality.model.size}`);
        const told = progress.at(-1).join();
        if (told !== [bytes.length, bytes.length].join()) throw new Error(`${source}: told ${told}`);
        quality.dispose();
      }
    }
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
    const rename = (from, to) =>
      withHeader((header) => {
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
    for (const [name, options] of Object.entries(/** @type {Record<string, any>} */ (cases))) {
      for (const worker of [true, false]) {
        const error = await FaceQuality.load({ ...(options.call?.() ?? options), worker }).catch((error) => error);
        if (!(error instanceof FaceQualityError)) throw new Error(`${name}: ${error}`);
        if (codes[name] && codes[name] !== error.code) throw new Error(`${name}: ${codes[name]} and ${error.code}`);
        codes[name] = error.code;
      }
    }
    const later = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
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
