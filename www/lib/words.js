/**
 * What this package says to people, in the language of a page. English is part of this file's bundle, since every language
 * falls back to it; of the others only the one that is asked for is fetched.
 */
/** @import { Advice, Language, OwnStrings, Strings, Words } from "./types.js" */
import { checkTexts } from "./checks.js";
import en from "./locales/en.js";

/** Literal addresses: bundlers find and split no others. @type {Readonly<Record<Language, () => Promise<{ default: Strings }>>>} */
const LOCALES = {
  en: async () => ({ default: en }),
  de: () => import("./locales/de.js"),
  fr: () => import("./locales/fr.js"),
  es: () => import("./locales/es.js"),
  pt: () => import("./locales/pt.js"),
  it: () => import("./locales/it.js"),
  nl: () => import("./locales/nl.js"),
  pl: () => import("./locales/pl.js"),
  tr: () => import("./locales/tr.js"),
  ru: () => import("./locales/ru.js"),
  uk: () => import("./locales/uk.js"),
  ar: () => import("./locales/ar.js"),
  he: () => import("./locales/he.js"),
  fa: () => import("./locales/fa.js"),
  hi: () => import("./locales/hi.js"),
  bn: () => import("./locales/bn.js"),
  ja: () => import("./locales/ja.js"),
  ko: () => import("./locales/ko.js"),
  "zh-Hans": () => import("./locales/zh-Hans.js"),
  "zh-Hant": () => import("./locales/zh-Hant.js"),
};

/** The languages that there are words for. */
export const LANGUAGES = Object.freeze(/** @type {Language[]} */ (Object.keys(LOCALES)));

/** ISO 15924: scripts of living languages that run from right to left. */
const RIGHT_TO_LEFT = new Set(["Adlm", "Arab", "Hebr", "Nkoo", "Rohg", "Syrc", "Thaa"]);
/** Letters, digits and marks: Hebrew to Arabic Extended-A, and the presentation forms of both. */
const RIGHT_TO_LEFT_TEXT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** Digits of any script and what groups them: keeps its order anywhere. */
const PLAIN_NUMBER = /^[\p{Decimal_Number}.,\u066b\u066c]*$/u;

/**
 * The words in the first of the languages that is known, else in English.
 *
 * @param {string | readonly string[]} lang BCP 47, as in `<html lang>` or `navigator.languages`
 * @param {OwnStrings} [own]
 * @returns {Promise<Words>}
 */
export async function wordsFor(lang, own = {}) {
  const wanted = [lang].flat().map(toLocale);
  if (typeof own !== "function" && isComplete(own)) return makeWords(wanted.find(Boolean) ?? ENGLISH, [own]);
  const { spoken, locale, strings } = await load(wanted);
  if (typeof own !== "function") return makeWords(locale, [own, strings, en], spoken);
  const [here, inEnglish] = await Promise.all([own(spoken), spoken === "en" ? {} : own("en")]);
  return makeWords(locale, [here, strings, inEnglish, en], spoken);
}

/** @param {readonly (Intl.Locale | null)[]} wanted */
async function load(wanted) {
  for (const locale of wanted) {
    const spoken = locale && LANGUAGES.find((language) => isSame(locale, new Intl.Locale(language)));
    if (!spoken) continue;
    try {
      return { spoken, locale, strings: (await LOCALES[spoken]()).default };
    } catch (error) {
      console.warn(`attn-fiqa: the words in "${spoken}" cannot be loaded, so they are in English`, error);
      break;
    }
  }
  return { spoken: /** @type {const} */ ("en"), locale: ENGLISH, strings: en };
}

const ENGLISH = new Intl.Locale("en");

/** Also with underscores, as in POSIX; null for what is not a tag. @param {string} tag */
function toLocale(tag) {
  try {
    return new Intl.Locale(tag.replaceAll("_", "-"));
  } catch {
    return null;
  }
}

/** The same language in the same script, whatever the country: zh-TW is zh-Hant. @param {Intl.Locale} a @param {Intl.Locale} b */
function isSame(a, b) {
  const [one, other] = [a.maximize(), b.maximize()];
  return one.language === other.language && one.script === other.script;
}

/** Whether nothing of the package's is left: then the strings are a language of their own. @param {Partial<Strings>} own */
function isComplete(own) {
  return Object.keys(en).every((key) => stringOf(own, key) !== undefined);
}

/** @param {Partial<Strings>} strings @param {string} key */
function stringOf(strings, key) {
  return Object.hasOwn(strings, key) ? strings[key] : undefined;
}

/**
 * @param {Intl.Locale} locale of numbers
 * @param {readonly Partial<Strings>[]} sources the first that has a key says it
 * @param {string} [lang] of the sentences
 * @returns {Words}
 */
function makeWords(locale, sources, lang = locale.baseName) {
  const dir = RIGHT_TO_LEFT.has(locale.maximize().script ?? "") ? "rtl" : "ltr";
  /** By their options: to make one takes ten times as long as to use it, and the first one a part of a frame. @type {Map<string, Intl.NumberFormat>} */
  const formats = new Map();
  /** @type {Words["number"]} */
  const number = (value, options = {}) => {
    const key = JSON.stringify(options);
    const format = formats.get(key) ?? new Intl.NumberFormat(locale, options);
    formats.set(key, format);
    return format.format(value);
  };
  /** @param {string[]} keys */
  const find = (...keys) => sources.flatMap((strings) => keys.map((key) => stringOf(strings, key))).find((text) => text !== undefined);
  /** @type {(value: string | number) => string} */
  const insert = (value) => isolate(typeof value === "number" ? number(value) : value, dir);
  /** @type {Words["say"]} */
  const say = (key, values = {}) => {
    const text = find(key) ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? insert(values[name]) : whole));
  };
  return Object.freeze({
    lang,
    dir,
    say,
    number,
    checks: checkTexts(say),
    /** @param {Advice} advice */
    reason: ({ id, variant, text }) => find(`reason.${id}.${variant}`, `reason.${id}`) ?? text,
    /** @param {{ code?: string, message: string }} error */
    error: ({ code, message }) => find(`error.${code}`) ?? message,
  });
}

/**
 * Text of the other direction must not pull its neighbours along: in Arabic, the name of a file, and the sign of a number.
 *
 * @param {string} text
 * @param {"ltr" | "rtl"} dir
 */
function isolate(text, dir) {
  const hasOther = RIGHT_TO_LEFT_TEXT.test(text);
  const isSafe = dir === "ltr" ? !hasOther : hasOther || PLAIN_NUMBER.test(text);
  return isSafe ? text : `\u2068${text}\u2069`;
}
