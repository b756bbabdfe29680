/** Which language an element is in: that of its place, as a page with a choice of languages may change it. */

/**
 * The language of an element: its own `lang`, else the nearest one around it, through shadow roots; else what the person reads.
 *
 * @param {Element} element
 * @returns {string | readonly string[]}
 */
export function languageOf(element) {
  for (const root of rootsOf(element)) {
    const closest = root.element.closest("[lang]:not([lang=''])");
    if (closest) return /** @type {string} */ (closest.getAttribute("lang"));
  }
  return navigator.languages;
}

/**
 * Calls when the language of a connected element has changed, until the signal.
 *
 * @param {Element} element
 * @param {() => void} changed
 * @param {AbortSignal} signal
 */
export function watchLanguage(element, changed, signal) {
  let before = String(languageOf(element));
  const compare = () => {
    const now = String(languageOf(element));
    if (now === before) return;
    before = now;
    changed();
  };
  const observer = new MutationObserver(compare);
  for (const { node } of rootsOf(element)) observer.observe(node, { subtree: true, attributeFilter: ["lang"] });
  addEventListener("languagechange", compare, { signal });
  signal.addEventListener("abort", () => observer.disconnect(), { once: true });
}

/** The trees that an element is in, the innermost first, and the element or host in each. @param {Element} element */
function rootsOf(element) {
  const roots = [];
  for (let at = /** @type {Element | null} */ (element); at; ) {
    const node = at.getRootNode();
    roots.push({ element: at, node });
    at = node instanceof ShadowRoot ? node.host : null;
  }
  return roots;
}
