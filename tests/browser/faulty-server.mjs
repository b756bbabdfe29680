// A server that does to a file what the network does to files. `/faulty/<how>/<name>` answers with the file, somehow.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

/**
 * How an answer can be: takes the request, the response, the file, and how often this address was asked before.
 *
 * @type {Record<string, (context: { request: any, response: any, file: Buffer, before: number }) => void>}
 */
const ANSWERS = {
  "no-length": ({ response, file }) => pieces(response, file),
  gzip: ({ response, file }) => response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(file)),
  "gzip-with-length": ({ response, file }) => {
    const packed = gzipSync(file);
    response.writeHead(200, { "content-encoding": "gzip", "content-length": packed.length }).end(packed);
  },
  "cut-once": ({ request, response, file, before }) => ranged(request, response, file, { cut: before === 0 }),
  "cut-always": ({ request, response, file }) => ranged(request, response, file, { cut: true, share: 0.2 }),
  "cut-ignores-range": ({ response, file, before }) => whole(response, file, { cut: before === 0 }),
  "cut-no-validator": ({ response, file, before }) => whole(response, file, { cut: before === 0, headers: {} }),
  // A proxy that goes on with the bytes of another release, and says so.
  "cut-changed": ({ request, response, file, before }) => {
    if (before === 0) return whole(response, Buffer.alloc(file.length, file.subarray(0, file.length / 2)), { cut: true });
    ranged({ headers: { range: request.headers.range } }, response, file, { tag: '"another"' });
  },
  "cut-then-gone": ({ response, file, before }) => (before === 0 ? whole(response, file, { cut: true }) : response.writeHead(404).end()),
  "cut-then-busy": ({ request, response, file, before }) =>
    before === 1 ? response.writeHead(503).end() : ranged(request, response, file, { cut: before === 0 }),
  // Ends in good order, but too early, and never said how long it is.
  "short-once": ({ response, file, before }) => pieces(response, before === 0 ? file.subarray(0, file.length / 2) : file),
  "stall-once": ({ request, response, file, before }) => ranged(request, response, file, { stall: before === 0 }),
  "stall-always": ({ request, response, file }) => ranged(request, response, file, { stall: true, share: 0.2 }),
  silent: () => {},
  slow: ({ response, file }) => slowly(response, file),
  page: ({ response }) => response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<!doctype html><p>hello"),
  "disguised-page": ({ response }) =>
    response.writeHead(200, { "content-type": "application/octet-stream" }).end("\n <!DOCTYPE html><html><p>hello</html>"),
  404: ({ response }) => response.writeHead(404, { "content-type": "text/html" }).end("<!doctype html>"),
  500: ({ response }) => response.writeHead(500).end(),
  good: ({ request, response, file }) => ranged(request, response, file, {}),
};

/**
 * @param {Record<string, Buffer>} files by name
 * @returns {{ answer: (request: any, response: any) => boolean, asked: (address: string) => any[], forget: () => void }} `asked`: the ranges
 * asked for at an address, null for all of it; `forget`: nothing was asked for yet
 */
export function faulty(files) {
  const asked = new Map();
  const answer = (request, response) => {
    const [, root, how, name] = request.url.split(/[/?]/);
    if (root !== "faulty") return false;
    const before = asked.get(request.url) ?? [];
    asked.set(request.url, [...before, request.headers.range ?? null]);
    ANSWERS[how]({ request, response, file: files[name], before: before.length });
    return true;
  };
  return { answer, asked: (address) => asked.get(address) ?? [], forget: () => asked.clear() };
}

/** The total of all progress is unknown, then constant; the bytes go back once for each restart. */
export function assertProgress(progress, length, restarts) {
  const totals = new Set(progress.map(([, total]) => total).filter((total) => total !== null));
  assert.ok(totals.size <= 1, String([...totals]));
  const back = progress.filter(([loaded], i) => i > 0 && loaded < progress[i - 1][0]).length;
  assert.deepEqual([progress.at(-1)[0], back], [length, restarts], "bytes in all, and times that they went back");
}

const etag = (file) => `"${createHash("sha256").update(file).digest("hex").slice(0, 16)}"`;

/** All of it, or only half and then no more connection. */
function whole(response, file, { cut = false, headers = /** @type {object} */ ({ etag: etag(file) }), share = 0.5, stall = false }) {
  response.writeHead(200, { ...headers, "content-length": file.length });
  part(response, file, { cut, stall, share });
}

/** The rest, where it is asked for and is still of the same file. */
function ranged(request, response, file, { cut = false, stall = false, share = 0.5, tag = etag(file) }) {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  const condition = request.headers["if-range"];
  if (start === 0 || (condition && condition !== tag)) return whole(response, file, { cut, stall, share, headers: { etag: tag } });
  const rest = file.subarray(start);
  const range = `bytes ${start}-${file.length - 1}/${file.length}`;
  response.writeHead(206, { etag: tag, "content-length": rest.length, "content-range": range });
  part(response, rest, { cut, stall, share });
}

function part(response, bytes, { cut, stall, share }) {
  if (!cut && !stall) return response.end(bytes);
  // What a page has not read yet is lost with the connection, and a page that compiles the wasm module reads nothing meanwhile.
  response.write(bytes.subarray(0, bytes.length * share), () => cut && setTimeout(() => response.destroy(), 300));
}

function pieces(response, file) {
  response.writeHead(200);
  for (let at = 0; at < file.length; at += 50_000) response.write(file.subarray(at, at + 50_000));
  response.end();
}

/** A piece every 20 ms: longer than any test waits. */
function slowly(response, file) {
  response.writeHead(200, { "content-length": file.length });
  let at = 0;
  const timer = setInterval(() => {
    response.write(file.subarray(at, (at += 1000)));
    if (at >= file.length) response.end();
    if (at >= file.length || response.destroyed) clearInterval(timer);
  }, 20);
}
