// Serves a folder on this machine with the policy that the package promises to run under; a file with a brotli copy (.br)
// beside it is served compressed.
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
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
  for (; ; port++) {
    try {
      await new Promise((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", () => resolve(null)));
      return { url: `http://localhost:${port}/`, close: () => server.close() };
    } catch (error) {
      if (error.code !== "EADDRINUSE") throw error;
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await serve(fileURLToPath(new URL("../dist", import.meta.url)), 8080);
  console.log(`attn-fiqa: the demo is at ${url} (stop with Ctrl-C)`);
}
