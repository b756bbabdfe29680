/**
 * Models that were fetched and verified, kept in the Cache API under their address and digest, so that the next visit
 * needs no network. Only a convenience: where the browser has no cache, a full one or a damaged one, the model is
 * fetched again.
 */

/** Name of the cache; the number goes up when its entries change their form. */
const PREFIX = "attn-fiqa-models-";
const CACHE = `${PREFIX}2`;

/** Files kept. A page needs a model or two and the locator; the rest is room for an update, and for going back. */
const KEPT = 6;

/**
 * @typedef {{ url: string, digest: string }} Key
 * @param {Key} key
 */
const address = ({ url, digest }) => `https://attn-fiqa.invalid/${digest}?${new URLSearchParams({ url })}`;

/**
 * @param {Key} key
 * @returns {Promise<Response | null>} to be verified again: a disk may damage it
 */
export async function recall(key) {
  try {
    return (await (await caches.open(CACHE)).match(address(key))) ?? null;
  } catch {
    return null;
  }
}

/** @param {Key} key of a damaged entry */
export async function forget(key) {
  try {
    await (await caches.open(CACHE)).delete(address(key));
  } catch {
    // It will be replaced.
  }
}

/**
 * A file on its way into the cache while it is still coming, in pieces that the browser keeps outside of the page: a
 * stream into the cache would be held by the page as a whole. Nothing here fails: the model is there all the same.
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

  /** The file is not what it should be, breaks off, or comes again. */
  drop() {
    this.#pieces = [];
  }

  /** The file is whole and verified. Then, of the others, those that came last are kept. */
  async keep() {
    try {
      const file = new Blob(this.#pieces);
      const headers = { "content-length": String(file.size) };
      await (await caches.open(CACHE)).put(address(this.#key), new Response(file, { headers }));
      await tidy(this.#key);
    } catch {
      // Kept or not, it is here.
    } finally {
      this.drop();
    }
  }
}

/** @param {Key} key of the newest */
async function tidy(key) {
  const cache = await caches.open(CACHE);
  // In the order they came.
  const others = (await cache.keys()).filter(({ url }) => url !== address(key));
  const surplus = others.slice(0, Math.max(others.length - (KEPT - 1), 0));
  await Promise.all(surplus.map((request) => cache.delete(request)));
  const former = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(former.map((name) => caches.delete(name)));
}
