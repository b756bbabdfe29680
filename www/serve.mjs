// Serves a folder on this machine with the policy that the package promises to run under; a file with a brotli copy (.br)
// beside it is served compressed.
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import sirv from "sirv";

/**
 * The strictest policy the package runs under, and the manifest of a page that can be installed; also in the demo's index.html,
 * for servers that set no headers.
 */
export const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; " +
  "img-src 'self' blob: data:; style-src 'self'; media-src 'self' blob:; manifest-src 'self'";

/** What `localhost` means: a browser takes either, and another program may have one of them. */
const ADDRESSES = ["127.0.0.1", "::1"];
/** Errors of a machine that lacks one of them. */
const MISSING = ["EADDRNOTAVAIL", "EAFNOSUPPORT", "EINVAL"];

/** @typedef {import("node:http").IncomingMessage} Request @typedef {import("node:http").ServerResponse} Response */

/**
 * @param {string} folder
 * @param {number} port the first to try; the next free one is taken
 * @param {(request: Request, response: Response) => boolean} [answer] true if it has answered
 * @returns {Promise<{ url: string, port: number, close: () => void }>}
 */
export async function serve(folder, port, answer = () => false) {
  const setHeaders = (response) => response.setHeader("Content-Security-Policy", POLICY);
  const files = sirv(folder, { dev: true, brotli: true, setHeaders });
  const handle = (request, response) => void (answer(request, response) || files(request, response));
  for (; ; port++) {
    const servers = await listen(handle, port);
    const close = () => servers?.forEach((server) => void server.close());
    if (servers) return { url: `http://localhost:${port}/`, port, close };
  }
}

/** A server at each address of this machine; null if the port is taken at one of them. */
async function listen(handle, port) {
  const servers = [];
  for (const address of ADDRESSES) {
    const server = createServer(handle);
    try {
      await new Promise((resolve, reject) => server.once("error", reject).listen(port, address, () => resolve(null)));
      servers.push(server);
    } catch (error) {
      if (MISSING.includes(error.code)) continue;
      for (const other of servers) other.close();
      if (error.code === "EADDRINUSE") return null;
      throw error;
    }
  }
  if (servers.length === 0) throw new Error(`this machine has none of the addresses ${ADDRESSES.join(", ")}`);
  return servers;
}

/** Says where the demo is. @param {string} folder @param {number} wanted */
export async function serveAndTell(folder, wanted) {
  const server = await serve(folder, wanted);
  const taken = server.port === wanted ? "" : `port ${wanted} is taken; `;
  console.log(`attn-fiqa: ${taken}the demo is at ${server.url} (stop with Ctrl-C)`);
  return server;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await serveAndTell(fileURLToPath(new URL("../dist", import.meta.url)), 8080);
}
