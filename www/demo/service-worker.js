/**
 * Keeps the page's files on the device. A version is all or nothing: each file must be, to the byte, the one that the build has
 * listed; a broken or a mixed answer is never kept. The files are served from there alone, a newer version when it is wanted.
 */

/** SHA-256 in base64 of each file, by its address; the build puts them here. Without them nothing is kept. */
const FILES = /** @type {Record<string, string>} */ (/* the build's list */ {});
/** The version: a digest of the list. */
const VERSION = /* the build's version */ "";

const PREFIX = "attn-fiqa-demo-";
const CACHE = PREFIX + VERSION;
const PAGE = "index.html";
/** Types for a service worker clash with those for a page. @type {any} */
const worker = self;

worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(keepAll()));
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(begin()));
worker.addEventListener("message", (/** @type {any} */ { data }) => data === "use" && worker.skipWaiting());
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const path = toPath(event.request);
  if (event.request.method === "GET" && path in FILES) event.respondWith(serve(path, event.request));
});

/** Nothing is kept before all of it is there. */
async function keepAll() {
  const answers = await Promise.all(Object.keys(FILES).map(async (path) => /** @type {const} */ ([path, await obtain(path)])));
  // While one develops.
  if (answers.length === 0) return;
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(answers.map(([path, answer]) => cache.put(path, answer)));
  } catch (error) {
    // No room for all.
    await caches.delete(CACHE);
    throw error;
  }
}

/** From the version before if it is the same file, else from the server. @param {string} path @returns {Promise<Response>} */
async function obtain(path) {
  const former = await caches.match(path);
  if (former && (await isListed(path, former))) return former;
  // Some servers send a page's own name elsewhere, and an answer from elsewhere cannot be shown as the page.
  const answer = await fetch(path === PAGE ? "./" : path, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${path}: the server answered ${answer.status}`);
  if (!(await isListed(path, answer))) throw new Error(`${path} is not the file that this version has`);
  return answer;
}

/** @param {string} path @param {Response} response whose body stays unread */
async function isListed(path, response) {
  const digest = await crypto.subtle.digest("SHA-256", await response.clone().arrayBuffer());
  return btoa(String.fromCharCode(...new Uint8Array(digest))) === FILES[path];
}

/** This version is in use: those before it go, and open pages are served by it. */
async function begin() {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
  await worker.clients.claim();
}

/** @param {string} path @param {Request} request */
async function serve(path, request) {
  const kept = await (await caches.open(CACHE)).match(path);
  // The browser may have thrown it away.
  return kept ?? fetch(request);
}

/** A file's address below this one; the page's for all ways to open it. @param {Request} request */
function toPath({ url, mode }) {
  const { origin, pathname } = new URL(url);
  const base = new URL("./", location.href);
  if (origin !== base.origin || !pathname.startsWith(base.pathname)) return "";
  const path = pathname.slice(base.pathname.length);
  return mode === "navigate" && path === "" ? PAGE : path;
}
