/**
 * What the page says, in the visitor's language: the package's words, and the page's own from locales/. The build writes the
 * English ones into index.html; attributes there say which sentence belongs where.
 */
/** @import { Words } from "attn-fiqa" */
import { wordsFor } from "attn-fiqa";

/** Attributes that name a sentence's key, and what it becomes. @type {Record<string, (element: Element, text: string) => void>} */
const PLACES = {
  "data-words": (element, text) => (element.textContent = text),
  "data-label": (element, text) => element.setAttribute("aria-label", text),
  "data-content": (element, text) => element.setAttribute("content", text),
};

/** @type {Words} */
let words;
/** Those who write sentences with values, and do it again in another language. @type {(() => void)[]} */
const listeners = [];

/**
 * Takes the first of these languages that there are words in, and says everything in it.
 *
 * @param {string | readonly string[]} lang
 */
export async function speak(lang) {
  words = await wordsFor(lang, own);
  Object.assign(document.documentElement, { lang: words.lang, dir: words.dir });
  sayAll(document);
  for (const listener of listeners) listener();
}

/** The page's own sentences. Without a network there may be none, and English stands in. @param {string} lang */
async function own(lang) {
  try {
    return (await import(`./locales/${lang}.js`)).default;
  } catch (error) {
    if (lang === "en") throw error;
    console.info(`attn-fiqa: the page's words in "${lang}" cannot be loaded, so they are in English`, error);
    return {};
  }
}

/** Fetches a language's sentences, so that a change to it needs no network. @param {readonly string[]} languages */
export const fetchWords = (languages) => Promise.all(languages.map((lang) => wordsFor(lang, own)));

/** Fills the places below an element. @param {ParentNode} root */
export function sayAll(root) {
  for (const [attribute, fill] of Object.entries(PLACES)) {
    for (const element of root.querySelectorAll(`[${attribute}]`)) {
      fill(element, words.say(/** @type {string} */ (element.getAttribute(attribute))));
    }
  }
}

/** @param {() => void} listener called after each change of the language */
export const onWords = (listener) => void listeners.push(listener);

/** The words in use: sentences, reasons, checks, errors, numbers. */
export const inWords = () => words;

/** @type {Words["say"]} */
export const say = (key, values) => words.say(key, values);

/** Says a sentence in an element from now on, in whatever language. @param {HTMLElement} element @param {string} key */
export function put(element, key) {
  element.dataset.words = key;
  element.textContent = words.say(key);
}

/** Writes a sentence that has values: the language's change does not find it. @param {HTMLElement} element @param {string} text */
export function write(element, text) {
  delete element.dataset.words;
  element.textContent = text;
}

/** A number with a fixed count of digits after the point, and a true minus sign. @param {number} value @param {number} digits */
export function decimal(value, digits) {
  return words.number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace("-", "−");
}
