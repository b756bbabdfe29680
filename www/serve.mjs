// Serves a folder on this machine with the policy that the package promises to run under, compressed if asked.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import sirv from "sirv";

/** The strictest policy the package runs under; also in the demo's index.html, for servers that set no headers. */
export const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; " +
  "img-src 'self' blob: data:; style-src 'self'; media-src 'self' blob:";

/**
 * @param {string} folder
 * @param {number} port the first to try; the next free one is taken
 * @param {(request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => boolean} [answer]
 * true if it has answered
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function serve(folder, port, answer = () => false) {
  const setHeaders = (response) => response.setHeader("Content-Security-Policy", POLICY);
  const files = sirv(folder, { dev: true, brotli: true, setHeaders });
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
 * Puts a brotli copy beside each file that gets smaller by it, which models and photos hardly do. At this level it takes a
 * fraction of a second; the best one takes half a minute.
 *
 * @param {string} folder
 */
export function compress(folder) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5 };
  for (const name of readdirSync(folder, { encoding: "utf8", recursive: true })) {
    const path = join(folder, name);
    if (/\.(css|html|js|json|svg|wasm)$/.test(name)) writeFileSync(`${path}.br`, brotliCompressSync(readFileSync(path), { params }));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL("../dist", import.meta.url));
  compress(folder);
  const { url } = await serve(folder, 8080);
  console.log(`attn-fiqa: the demo is at ${url} (stop with Ctrl-C)`);
}
