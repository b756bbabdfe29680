// Serves a folder on this machine with the policy that the package promises to run under, compressed if asked.
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import sirv from "sirv";

/** @typedef {(request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => boolean} Answer true if it has answered */

/** The strictest policy the package runs under; also in the demo's index.html, for servers that set no headers. */
export const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; " +
  "img-src 'self' blob: data:; style-src 'self'; media-src 'self' blob:";

/** What gets smaller: models and photos hardly do. */
const TYPES = {
  ".css": "text/css",
  ".html": "text/html;charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};
/** At a level that takes a fraction of a second for the wasm module; the best one takes half a minute. */
const params = { [constants.BROTLI_PARAM_QUALITY]: 5 };
/** @type {Record<string, (bytes: Buffer) => Buffer>} */
const ENCODINGS = { br: (bytes) => brotliCompressSync(bytes, { params }), gzip: (bytes) => gzipSync(bytes) };

/**
 * @param {string} folder
 * @param {number} port the first to try; the next free one is taken
 * @param {Answer} [answer] what is answered in another way
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function serve(folder, port, answer = () => false) {
  const setHeaders = (response) => response.setHeader("Content-Security-Policy", POLICY);
  const files = sirv(folder, { dev: true, setHeaders });
  const server = createServer((request, response) => void (answer(request, response) || files(request, response)));
  for (;; port++) {
    try {
      await new Promise((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", () => resolve(null)));
      return { url: `http://localhost:${port}/`, close: () => server.close() };
    } catch (error) {
      if (error.code !== "EADDRINUSE") throw error;
    }
  }
}

/**
 * Answers with compressed files of a folder: each is compressed once, and again when it changes. Ranges, and types that
 * do not get smaller, are left to `serve`.
 *
 * @param {string} folder
 * @returns {Answer}
 */
export function compressed(folder) {
  /** @type {Map<string, Buffer>} */
  const known = new Map();
  return ({ url, method, headers }, response) => {
    // A URL's path has no "..".
    const path = join(folder, new URL(url, "http://localhost").pathname.replace(/\/$/, "/index.html"));
    const type = TYPES[extname(path)];
    const encoding = Object.keys(ENCODINGS).find((name) => headers["accept-encoding"]?.includes(name));
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (!type || !encoding || !changed || headers.range) return false;
    const key = `${path} ${encoding} ${changed}`;
    const bytes = known.get(key) ?? ENCODINGS[encoding](readFileSync(path));
    known.set(key, bytes);
    const etag = `"${encoding}-${changed}"`;
    const all = { "content-security-policy": POLICY, "cache-control": "no-cache", vary: "accept-encoding", etag };
    if (headers["if-none-match"] === etag) response.writeHead(304, all).end();
    else {
      response.writeHead(200, { ...all, "content-type": type, "content-encoding": encoding, "content-length": bytes.length });
      response.end(method === "HEAD" ? undefined : bytes);
    }
    return true;
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL("../dist", import.meta.url));
  const { url } = await serve(folder, 8080, compressed(folder));
  console.log(`attn-fiqa: the demo is at ${url} (stop with Ctrl-C)`);
}
