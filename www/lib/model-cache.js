/**
 * Models that were fetched and verified, kept under their digests in the Cache API, so that the next visit needs no
 * network. Only a convenience: where the browser has no cache, a full one or a damaged one, the model is fetched again.
 */

/** Name of the cache; the number goes up when its entries change their form. */
const CACHE = "attn-fiqa-models-1";

/** Files kept. A page needs a model or two and the locator; the rest is room for an update, and for going back. */
const KEPT = 6;

/** @param {string} digest */
const address = (digest) => `https://attn-fiqa.invalid/${digest}`;

/**
 * @param {string} digest
 * @returns {Promise<Uint8Array | null>} to be verified again: a disk may damage it
 */
export async function recall(digest) {
  try {
    const kept = await (await caches.open(CACHE)).match(address(digest));
    return kept ? new Uint8Array(await kept.arrayBuffer()) : null;
  } catch {
    return null;
  }
}

/**
 * Keeps a model, and of the others those that came last.
 *
 * @param {string} digest
 * @param {Uint8Array} bytes
 */
export async function keep(digest, bytes) {
  try {
    const cache = await caches.open(CACHE);
    // In the order they came; a damaged copy of this one is replaced.
    const others = (await cache.keys()).filter(({ url }) => url !== address(digest));
    const surplus = others.slice(0, Math.max(others.length - (KEPT - 1), 0));
    await Promise.all(surplus.map((request) => cache.delete(request)));
    await cache.put(address(digest), new Response(/** @type {Uint8Array<ArrayBuffer>} */ (bytes)));
  } catch {
    // The model is here all the same.
  }
}
