/**
 * Models that were fetched and verified, kept in the Cache API under their address and digest, so that the next visit
 * needs no network. Only a convenience: if the cache is missing, full or damaged, the model is fetched again.
 */

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

/** Rejects where `caches` itself throws. @template T @param {(cache: Cache) => Promise<T>} act */
const inCache = async (act) => act(await caches.open(CACHE));

/** @param {Key} key @returns {Promise<Response | undefined>} to be verified again: a disk may damage it */
export const recall = (key) => inCache((cache) => cache.match(address(key))).catch(() => undefined);

/** @param {Key} key of a damaged entry, which will be replaced even if it cannot be deleted */
export const forget = (key) => inCache((cache) => cache.delete(address(key))).catch(() => false);

/**
 * Copies a file for the cache while it is still coming, in Blobs, which the browser keeps outside of the page: a stream
 * into the cache would hold the whole file in the page. Nothing here throws: the model is loaded even without a copy.
 */
export class CacheCopy {
  #key;
  /** @type {Blob[]} */
  #pieces = [];

  /** @param {Key} key */
  constructor(key) {
    this.#key = key;
  }

  /** @param {Uint8Array} bytes copied */
  write(bytes) {
    this.#pieces.push(new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (bytes)]));
  }

  /** The file is wrong, breaks off, or starts again. */
  drop() {
    this.#pieces = [];
  }

  /** The file is whole and verified. Of the others, the newest are kept. */
  async keep() {
    try {
      const file = new Blob(this.#pieces);
      const headers = { "content-length": String(file.size) };
      await inCache((cache) => cache.put(address(this.#key), new Response(file, { headers })));
      await tidy(this.#key);
    } catch {
      // Kept or not, the model is loaded.
    } finally {
      this.drop();
    }
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
