/**
 * Models that were fetched and verified, kept in the Cache API under their address and digest, so that the next visit
 * needs no network. Only a convenience: if the cache is missing, full or damaged, the model is fetched again.
 */
import { within } from "../abortable.js";
import { FaceQualityError } from "../errors.js";

/** Name of the cache; the number grows when the form of its entries changes. */
const PREFIX = "attn-fiqa-models-";
const CACHE = `${PREFIX}2`;

/** Files kept. A page needs one or two models and the locator; the rest is room for an update, and for going back. */
const KEPT = 6;

/**
 * @typedef {{ url: string, digest: string }} Key
 * @param {Key} key
 */
const address = ({ url, digest }) => `https://attn-fiqa.invalid/${digest}?${new URLSearchParams({ url })}`;

/** Milliseconds after which the cache counts as missing: in some private windows it never answers. */
const LIMIT = 10_000;

/** @template T @param {Promise<T>} work of the cache */
export const inTime = (work) => within(work, LIMIT, () => new FaceQualityError("model-fetch", "the browser's cache does not answer"));

/** Rejects where `caches` itself throws. @template T @param {(cache: Cache) => Promise<T>} act */
const inCache = (act) => inTime((async () => act(await caches.open(CACHE)))());

/** @param {Key} key @returns {Promise<Response | undefined>} to be verified again: a disk may damage it */
export const recall = (key) => inCache((cache) => cache.match(address(key))).catch(() => undefined);

/** @param {Key} key of a damaged entry, which will be replaced even if it cannot be deleted */
export const forget = (key) => inCache((cache) => cache.delete(address(key))).catch(() => false);

/**
 * Keeps a file that is whole and verified; of the others, the newest stay. Nothing here throws: kept or not, the model is loaded.
 *
 * @param {Key} key
 * @param {Blob} file
 */
export async function keep(key, file) {
  try {
    const headers = { "content-length": String(file.size) };
    await inCache((cache) => cache.put(address(key), new Response(file, { headers })));
    await inTime(tidy(key));
  } catch {
    // The next load fetches it again.
  }
}

/** @param {Key} key of the newest entry */
async function tidy(key) {
  const cache = await caches.open(CACHE);
  // Oldest first.
  const others = (await cache.keys()).filter(({ url }) => url !== address(key));
  const surplus = others.slice(0, Math.max(others.length - (KEPT - 1), 0));
  await Promise.all(surplus.map((request) => cache.delete(request)));
  const former = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(former.map((name) => caches.delete(name)));
}
