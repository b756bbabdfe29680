/** Attributes as properties, as on the form controls that browsers have: one reads the other, whichever was set. */

/** @param {HTMLElement} element @param {string} name @param {unknown} value */
export const setFlag = (element, name, value) => void element.toggleAttribute(name, Boolean(value));

/** `null` and `undefined` take it away. @param {HTMLElement} element @param {string} name @param {unknown} value */
export function setText(element, name, value) {
  if (value === null || value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, String(value));
}

/**
 * One of the words that an attribute knows, the first for all others.
 *
 * @template {string} Word
 * @param {HTMLElement} element
 * @param {string} name
 * @param {readonly [Word, ...Word[]]} words
 * @returns {Word}
 */
export function oneOf(element, name, words) {
  const value = element.getAttribute(name)?.trim().toLowerCase();
  return words.find((word) => word === value) ?? words[0];
}

/**
 * Properties that were set before the element was defined hide those of the class: sets them again.
 *
 * @param {HTMLElement} element
 */
export function upgrade(element) {
  for (const name of Object.keys(element)) {
    const value = /** @type {any} */ (element)[name];
    if (!(name in Object.getPrototypeOf(element))) continue;
    delete (/** @type {any} */ (element)[name]);
    /** @type {any} */ (element)[name] = value;
  }
}
