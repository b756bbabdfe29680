/** Sentences in a language: loaded when they are needed, English where there is none. */

/**
 * A sentence with its values in place; the key itself if there is no such sentence.
 *
 * @typedef {(key: string, values?: Readonly<Record<string, string | number>>) => string} Words
 */

/** Bundlers find the files by these calls. @type {Readonly<Record<string, () => Promise<{ default: Readonly<Record<string, string>> }>>>} */
const LOCALES = { en: () => import("./locales/en.js") };

/** @param {string} lang a BCP 47 tag @returns {Promise<Words>} */
export async function wordsFor(lang) {
  const { default: sentences } = await (LOCALES[lang.split("-")[0]] ?? LOCALES.en)();
  return (key, values = {}) => (sentences[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}
