// Which language the words are in, and what happens to strings of one's own.
import assert from "node:assert/strict";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import en from "../../www/lib/locales/en.js";
import { LANGUAGES, wordsFor } from "../../www/lib/words.js";

const lib = new URL("../../www/lib/", import.meta.url);
const KEY = "error.aborted";

test("a language is found by its tag, its country or its script", async () => {
  // biome-ignore format: pairs
  const chosen = {
    de: "de", "de-CH": "de", "DE-at": "de", de_DE: "de", "pt-BR": "pt", "pt-PT": "pt", "en-GB": "en", "fr-CA": "fr", "es-419": "es",
    zh: "zh-Hans", "zh-CN": "zh-Hans", "zh-SG": "zh-Hans", "zh-TW": "zh-Hant", "zh-HK": "zh-Hant", "zh-MO": "zh-Hant", "zh-Hans-HK": "zh-Hans",
    "zh-Hant": "zh-Hant", "zh-Hant-CN": "zh-Hant", iw: "he", "fa-AF": "fa", "ar-EG": "ar", "ar-u-nu-latn": "ar", "hi-Latn": "en", sv: "en", ckb: "en",
    "": "en", "*": "en", "not a language": "en", "x-private": "en",
  };
  const found = await Promise.all(Object.keys(chosen).map(async (tag) => [tag, (await wordsFor(tag)).lang]));
  assert.deepEqual(Object.fromEntries(found), chosen);
});

test("of several languages the first one that there is", async () => {
  assert.equal((await wordsFor(["sv", "fi-FI", "uk-UA", "de"])).lang, "uk");
  assert.equal((await wordsFor(["sv", "fi"])).lang, "en");
  assert.equal((await wordsFor([])).lang, "en");
});

test("the direction is the language's", async () => {
  const found = await Promise.all(LANGUAGES.map(async (lang) => [lang, (await wordsFor(lang)).dir]));
  assert.deepEqual(found.flatMap(([lang, dir]) => (dir === "rtl" ? [lang] : [])).sort(), ["ar", "fa", "he"]);
});

test("values are put in their places, numbers as the language writes them", async () => {
  const own = { "own.sum": "{count} of {total}, {name}" };
  const { say } = await wordsFor("de-CH", own);
  assert.equal(say("own.sum", { count: 1234.5, name: "{count}" }), `${new Intl.NumberFormat("de-CH").format(1234.5)} of {total}, {count}`);
  assert.equal((await wordsFor("de", own)).say("own.sum", { count: 1234.5, total: 2, name: "x" }), "1.234,5 of 2, x");
  assert.equal((await wordsFor("fa")).number(0.87, { style: "percent" }), new Intl.NumberFormat("fa", { style: "percent" }).format(0.87));
  assert.equal((await wordsFor("tr")).number(0.87, { style: "percent" }), "%87");
  assert.equal(say("no.such.key"), "no.such.key");
});

test("text of the other direction is isolated", async () => {
  const own = { "own.file": "{name}: {score}" };
  const say = async (/** @type {string} */ lang, /** @type {string} */ name) =>
    (await wordsFor(lang, own)).say("own.file", { name, score: 1 });
  assert.equal(await say("he", "me.jpg"), "\u2068me.jpg\u2069: 1");
  assert.equal(await say("he", "אני"), "אני: 1");
  assert.equal(await say("he", "87"), "87: 1");
  assert.equal(await say("he", "−0.6"), "\u2068−0.6\u2069: 1", "the sign of a number");
  assert.equal((await wordsFor("ar-EG", { "own.sum": "{sum}" })).say("own.sum", { sum: 1234.5 }), "١٬٢٣٤٫٥");
  assert.equal(await say("en", "אני"), "\u2068אני\u2069: 1");
  assert.equal(await say("en", "me.jpg"), "me.jpg: 1");
});

test("own strings replace the package's, which replace English", async () => {
  const { say, lang } = await wordsFor("de", { [KEY]: "Schluss." });
  assert.deepEqual([lang, say(KEY), say("verdict.good")], ["de", "Schluss.", "Gut"]);
  assert.equal((await wordsFor("de", { [KEY]: undefined })).say(KEY), (await wordsFor("de")).say(KEY));
});

test("own strings can be asked for by language, and fall back to one's own English", async () => {
  /** @type {string[]} */
  const asked = [];
  const own = async (/** @type {string} */ lang) => {
    asked.push(lang);
    return lang === "en" ? { "own.a": "a", "own.b": "b" } : { "own.a": "α" };
  };
  const { say } = await wordsFor("de-AT", own);
  assert.deepEqual([say("own.a"), say("own.b"), asked], ["α", "b", ["de", "en"]]);
  asked.length = 0;
  assert.equal((await wordsFor("sv", own)).say("own.a"), "a");
  assert.deepEqual(asked, ["en"]);
});

test("own strings for every key are a language of their own", async () => {
  const own = Object.fromEntries(Object.keys(en).map((key) => [key, `ur ${key}`]));
  const { lang, dir, say, number } = await wordsFor("ur-PK", own);
  assert.deepEqual([lang, dir, say(KEY), number(0.5)], ["ur-PK", "rtl", `ur ${KEY}`, new Intl.NumberFormat("ur-PK").format(0.5)]);
  assert.equal((await wordsFor("ur-PK", { ...own, [KEY]: undefined })).lang, "en");
});

test("advice is worded by its id and variant, and in English where there is no such sentence", async () => {
  const { reason } = await wordsFor("de");
  const text = "English.";
  assert.match(reason({ id: "pitch", variant: "up", text }), /Senken/);
  assert.match(reason({ id: "pitch", variant: "down", text }), /Heben/);
  assert.match(reason({ id: "eyes-open", variant: null, text }), /Augen/);
  assert.match(reason({ id: "region-jaw", text }), /Kinn/);
  assert.equal(reason({ id: "pitch", text }), text, "a module from before there were variants");
  assert.equal(reason({ id: "new-check", variant: null, text }), text);
  const own = await wordsFor("de", { "reason.pitch": "Kopf gerade." });
  assert.equal(own.reason({ id: "pitch", variant: "up", text }), "Kopf gerade.");
});

test("errors are worded by their code, and by their message where they have none", async () => {
  const { error } = await wordsFor("fr");
  assert.match(error({ code: "no-face", message: "m" }), /visage/);
  assert.equal(error({ code: "toString", message: "m" }), "m");
  assert.equal(error(new Error("m")), "m");
});

test("what cannot be fetched is said in English", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "attn-fiqa-words-"));
  t.after(() => rm(folder, { recursive: true }));
  for (const file of ["words.js", "checks.js", "locales/en.js"]) await cp(new URL(file, lib), join(folder, file));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  const warn = t.mock.method(console, "warn", () => {});
  /** @type {string[]} */
  const asked = [];
  const alone = await import(pathToFileURL(join(folder, "words.js")).href);
  const words = await alone.wordsFor("ar", (/** @type {string} */ lang) => asked.push(lang) && {});
  assert.deepEqual([words.lang, words.dir, words.say(KEY), words.number(0.5), asked], ["en", "ltr", en[KEY], "0.5", ["en"]]);
  assert.equal(warn.mock.callCount(), 1);
});

test("a bundler makes a file of each language but English", async () => {
  const entry = fileURLToPath(new URL("words.js", lib));
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    splitting: true,
    format: "esm",
    charset: "utf8",
    outdir: "out",
    write: false,
  });
  const german = (await wordsFor("de")).say(KEY);
  const named = outputFiles.map(({ path, text }) => [basename(path).replace(/-[A-Z0-9]+\.js$/, ""), text]);
  for (const lang of LANGUAGES.slice(1)) assert.ok(Object.fromEntries(named)[lang], lang);
  const holders = named.flatMap(([name, text]) => (text.includes(german) ? [name] : []));
  assert.deepEqual(holders, ["de"]);
});

test("keys and places named like an object's own methods are nothing special", async () => {
  const { say } = await wordsFor("de", { "own.a": "{toString}" });
  assert.equal(say("constructor"), "constructor");
  assert.equal(say("own.a"), "{toString}");
});
