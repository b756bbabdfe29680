// What the demo needs of all files that webpack has written: the service worker's list, and compressed copies for the server.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const WORKER = "service-worker.js";
const SOURCE = fileURLToPath(new URL(`../www/demo/${WORKER}`, import.meta.url));

/** Bytes from which a file is not kept on the device: the GPU's engine, which few visitors need. */
const LARGE = 4e6;

/** @param {string} folder @param {boolean} isForVisitors not while one develops: then files must be new each time */
export function afterBuild(folder, isForVisitors) {
  const digests = isForVisitors ? digestAll(folder) : {};
  writeFileSync(`${folder}/${WORKER}`, workerWith(digests));
  if (isForVisitors) compress(folder);
}

/** SHA-256 in base64 of each file by its address, in order. @param {string} folder */
function digestAll(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => `${parentPath}/${name}`.slice(folder.length + 1).replaceAll("\\", "/"));
  const kept = paths.filter((path) => !/\.(br|map|md)$/.test(path) && path !== WORKER && statSync(`${folder}/${path}`).size < LARGE);
  return Object.fromEntries(kept.sort().map((path) => [path, digest(readFileSync(`${folder}/${path}`), "base64")]));
}

/** @param {Record<string, string>} digests */
function workerWith(digests) {
  const list = JSON.stringify(digests);
  const parts = { "/* the build's list */ {}": list, '/* the build\'s version */ ""': JSON.stringify(digest(list, "hex").slice(0, 16)) };
  return Object.entries(parts).reduce(
    (source, [mark, value]) => {
      if (!source.includes(mark)) throw new Error(`${WORKER} has no place ${mark}`);
      return source.replace(mark, () => value);
    },
    readFileSync(SOURCE, "utf8"),
  );
}

/** @param {string | Buffer} bytes @param {"hex" | "base64"} form */
const digest = (bytes, form) => createHash("sha256").update(bytes).digest(form);

/** A brotli copy beside each file that gets smaller by it: a model by a tenth, photos hardly. @param {string} folder */
function compress(folder) {
  // Takes a fraction of a second; the best quality takes half a minute.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5 };
  for (const name of readdirSync(folder).filter((name) => /\.(css|html|js|safetensors|svg|wasm)$/.test(name))) {
    writeFileSync(`${folder}/${name}.br`, brotliCompressSync(readFileSync(`${folder}/${name}`), { params }));
  }
}
