/** The worker's address, for pages that take no script's address as plain text (CSP: require-trusted-types-for 'script'). */

/** @type {{ createScriptURL: (address: string) => string } | null | undefined} null where the page allows none */
let policy;

/**
 * The same address, as the browser wants it: of the package's own file, or of a Blob that imports it.
 *
 * @param {string} address
 * @returns {string}
 */
export function vouched(address) {
  if (policy === undefined) policy = createPolicy();
  return policy ? policy.createScriptURL(address) : address;
}

function createPolicy() {
  try {
    const { trustedTypes } = /** @type {any} */ (globalThis);
    return trustedTypes?.createPolicy("attn-fiqa", { createScriptURL: (/** @type {string} */ address) => address }) ?? null;
  } catch {
    // Not on the page's list (CSP: trusted-types): the plain address may do.
    return null;
  }
}
