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
 * A file on its way into the cache while it is still coming: the cache has an entry only once `keep` says so. Nothing
 * here fails: the model is there all the same.
 */
export class CacheCopy {
  #key;
  /** @type {{ writer: WritableStreamDefaultWriter<Uint8Array>, ended: Promise<unknown> } | null} */
  #writing = null;

  /** @param {Key} key */
  constructor(key) {
    this.#key = key;
  }

  /**
   * @param {Uint8Array} bytes copied; at the pace of the disk
   * @param {number | null} total of the file
   */
  async write(bytes, total) {
    const { writer, ended } = (this.#writing ??= this.#begin(total));
    await Promise.race([writer.write(bytes.slice()).catch(() => {}), ended]);
  }

  /** The file is whole and verified. Then, of the others, those that came last are kept. */
  async keep() {
    if (!this.#writing) return;
    const { writer, ended } = this.#writing;
    writer.close().catch(() => {});
    await ended;
    await tidy(this.#key).catch(() => {});
  }

  /** The file is not what it should be, breaks off, or comes again. */
  drop() {
    this.#writing?.writer.abort().catch(() => {});
    this.#writing = null;
  }

  /** @param {number | null} total */
  #begin(total) {
    const { readable, writable } = new TransformStream();
    const headers = total === null ? undefined : { "content-length": String(total) };
    const put = async () => (await caches.open(CACHE)).put(address(this.#key), new Response(readable, { headers }));
    const writer = /** @type {WritableStreamDefaultWriter<Uint8Array>} */ (writable.getWriter());
    writer.closed.catch(() => {});
    return { writer, ended: put().catch(() => {}) };
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
