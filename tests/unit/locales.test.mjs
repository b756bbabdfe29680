// The words in every language: complete, in the right script, written as the language writes, and not English by accident. What
// the page's language chooses is in words.test.mjs.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { LANGUAGES } from "../../www/lib/words.js";

const root = new URL("../../", import.meta.url);
/** The package's words and those of the demo page. */
const FOLDERS = ["www/lib/locales/", "www/demo/locales/"];
const types = await readFile(new URL("www/lib/types.d.ts", root), "utf8");

/** @param {string} folder @param {string} lang @returns {Promise<Record<string, string>>} */
const read = async (folder, lang) => (await import(new URL(`${folder}${lang}.js`, root).href)).default;
const all = await Promise.all(
  FOLDERS.flatMap((folder) =>
    LANGUAGES.map(async (lang) => ({ file: folder + lang, lang, words: await read(folder, lang), english: await read(folder, "en") })),
  ),
);
const translations = all.filter(({ lang }) => lang !== "en");

/**
 * Says which sentences are wrong.
 *
 * @param {(text: string, english: string, lang: string) => boolean} isRight
 * @param {typeof all} [files]
 * @param {string} [rule]
 */
function everySentence(isRight, files = all, rule) {
  const wrong = files.flatMap(({ file, lang, words, english }) =>
    Object.entries(words).flatMap(([key, text]) => (isRight(text, english[key], lang) ? [] : [`${file} ${key}: ${text}`])),
  );
  assert.deepEqual(wrong, [], rule && `${rule}: ${wrong.join("; ")}`);
}

/** @param {string} text @param {RegExp} pattern */
const count = (text, pattern) => text.match(pattern)?.length ?? 0;
/** @param {string} text */
const places = (text) => (text.match(/\{\w+\}/g) ?? []).sort();

/** The members of a union of strings, as the types declare it. @param {string} name */
const union = (name) => [...new RegExp(`export type ${name} =([^;]+);`).exec(types)[1].matchAll(/"([^"]+)"/g)].map(([, id]) => id);

test("a language is a file, and the types name it", async () => {
  assert.deepEqual(LANGUAGES, union("Language"));
  for (const folder of FOLDERS)
    assert.deepEqual((await readdir(new URL(folder, root))).sort(), LANGUAGES.map((lang) => `${lang}.js`).sort());
});

test("each file has the keys of English, in the same order", () => {
  for (const { file, words, english } of all) assert.deepEqual(Object.keys(words), Object.keys(english), file);
});

test("English has words for every check, reason, error and verdict", async () => {
  const english = await read(FOLDERS[0], "en");
  const has = (/** @type {string} */ key) => assert.ok(english[key], key);
  const [, parts] = /"region-" and a part of the face: (.+)\. \*\//.exec(types);
  const regions = parts.split(", ").map((part) => `region-${part}`);
  const variants = {
    "luminance-mean": ["dark", "bright"],
    "luminance-variance": ["flat", "hard"],
    "head-size": ["small", "large"],
    pitch: ["down", "up"],
  };
  assert.equal(regions.length, 7);
  for (const id of union("CheckId")) for (const what of ["name", "meaning"]) has(`check.${id}.${what}`);
  for (const id of [...union("CheckId"), ...regions])
    for (const end of variants[id] ?? [""]) has(["reason", id, end].filter(Boolean).join("."));
  for (const code of union("ErrorCode")) has(`error.${code}`);
  for (const verdict of ["good", "fair", "poor", "ok", "warn", "fail", "good.meaning", "fair.meaning", "poor.meaning"])
    has(`verdict.${verdict}`);
});

test("places for values are those of English", () => {
  everySentence((text, english) => assert.deepEqual(places(text), places(english)) === undefined);
});

/** Sentences that are the same in both languages. @type {Record<string, string[]>} */
// biome-ignore format: a line for each
const SAME = {
  de: ["Heatmap", "Name"],
  fr: ["Compression", "selfie", "Contour", "{value} pixels", "Photo", "Date", "Verdict", "Licence", "Total"],
  es: ["Total"],
  pt: ["selfie", "{value} pixels", "Total"],
  it: ["selfie"],
  nl: ["Contrast", "Camera", "Camera {number}", "selfie", "{value} pixels", "Model", "Privacy"],
  pl: ["selfie", "Model"],
  tr: ["selfie", "Model"],
};

test("nothing is left in English", () => {
  // Of names and places alone nothing is to be translated.
  const hasWords = (/** @type {string} */ text) => /\p{Letter}{2}/u.test(text.replace(/\{\w+\}|\b(?:MB|Viridis)\b/g, ""));
  everySentence((text, english, lang) => text !== english || !hasWords(text) || SAME[lang]?.includes(text), translations);
  // Words that none of the languages has.
  everySentence((text) => !/\b(?:the|your|you|and|please|this|photo of)\b/i.test(text), translations);
  for (const [lang, texts] of Object.entries(SAME)) {
    const isUsed = (/** @type {string} */ text) =>
      translations.some(
        (file) => file.lang === lang && Object.entries(file.words).some(([key, word]) => word === text && file.english[key] === text),
      );
    assert.deepEqual(
      texts.filter((text) => !isUsed(text)),
      [],
      `${lang}: no longer the same`,
    );
  }
});

const SCRIPTS = {
  ru: "Cyrillic",
  uk: "Cyrillic",
  ar: "Arabic",
  fa: "Arabic",
  he: "Hebrew",
  hi: "Devanagari",
  bn: "Bengali",
  ko: "Hangul",
  "zh-Hans": "Han",
  "zh-Hant": "Han",
};
const JAPANESE = /[\p{Script_Extensions=Hiragana}\p{Script_Extensions=Katakana}\p{Script_Extensions=Han}]/gu;
/** Letters of the script that a language is written in. @param {string} lang */
const script = (lang) => (lang === "ja" ? JAPANESE : new RegExp(`\\p{Script_Extensions=${SCRIPTS[lang] ?? "Latin"}}`, "gu"));

test("sentences are in the script of their language", () => {
  // Names of formats and units are Latin everywhere; of a sentence they are less than half.
  everySentence((text, _, lang) => {
    const bare = text.replace(
      /\{\w+\}|https?|attn-fiqa|ATTN-FIQA|arXiv|ISO\/IEC|Content Security Policy|JPEG|PNG|WebP|JSON|NASA|CC0|MB|F12|Tab|Enter|Shift|Esc|Viridis|Jet/g,
      "",
    );
    const letters = count(bare, /[\p{Letter}\p{Mark}]/gu);
    return count(bare, script(lang)) >= letters * (letters > 12 ? 0.9 : 0.5);
  });
});

test("languages that share a script are not mixed up", () => {
  const foreign = {
    ru: /[іїєґ]/i,
    uk: /[ыэёъ]/i,
    // Arabic yeh and kaf, and digits of the Arabic block, where Persian has its own.
    fa: /[يكة٠-٩]/,
    ar: /[یکپچژگ۰-۹]/,
    // Characters of the other writing that these texts would use.
    "zh-Hans": /[臉個這請頭鏡機張圖選擇關開還過邊線顏顯檢檔啟載問題連網頁讓離處對現點應數時後為與]/,
    "zh-Hant": /[脸个这请头镜机张图选择关开还过边线颜显检档启载问题连网页让离处对现点应数时后为与]/,
    hi: /[ঀ-৿]/,
    bn: /[ऀ-ॣ०-ॿ]/,
  };
  everySentence((text, _, lang) => !foreign[lang]?.test(text));
});

test("typography is that of the language", () => {
  const cjk = new Set(["ja", "zh-Hans", "zh-Hant"]);
  /** @type {Record<string, (text: string, lang: string) => boolean>} */
  const rules = {
    "no blank at an end, none doubled": (text) => text === text.trim() && !/\s\s/.test(text),
    "quotes and apostrophes are curved": (text, lang) => lang === "en" || !/["']/.test(text),
    "three dots are one character": (text) => !/\.\.|。。/.test(text),
    "no letters, digits or blanks of full width": (text) => !/[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u3000]/.test(text),
    "punctuation of full width in Chinese and Japanese": (text, lang) =>
      !cjk.has(lang) ||
      !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}][,.:;!?()]|[,:;!?(]\s?[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(
        text,
      ),
    "which has its own room": (text) => !/[\u3001\u3002\uff00-\uff5e] | [\u3001\u3002\uff00-\uff5e]/.test(text),
    "and nowhere else": (text, lang) => cjk.has(lang) || !/[\u3001\u3002\uff00-\uff5e]/.test(text),
    "a blank that does not break before : ; ! ? in French": (text, lang) =>
      lang !== "fr" || !/(?:[ \p{Letter}\p{Number}}])[:;!?»](?!\/)|« /u.test(text),
    "Arabic commas and question marks": (text, lang) => !["ar", "fa"].includes(lang) || !/[\p{Script=Arabic}]\s?[,;?]/u.test(text),
    "the danda": (text, lang) => !["hi", "bn"].includes(lang) || !/[\p{Script=Devanagari}\p{Script=Bengali}]\./u.test(text),
  };
  for (const [rule, isRight] of Object.entries(rules)) everySentence((text, _, lang) => isRight(text, lang), all, rule);
});

test("a sentence ends where English ends it", () => {
  const end = (/** @type {string} */ text) => (/[.。।]$/.test(text) ? "." : /…$/.test(text) ? "…" : "");
  everySentence((text, english) => end(text) === end(english), translations);
});
