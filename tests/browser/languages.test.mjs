// Words in a real browser: one language is one file, and the form component speaks that of its place, whenever it changes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { LANGUAGES } from "../../www/lib/words.js";
import { fresh, openElementPage } from "./element-page.mjs";
import { assertQuiet, inPage, open, startForTests } from "./support.mjs";

const session = await startForTests(".");
// The page's own globals.
const { element } = /** @type {any} */ ({});

test("only the language that is asked for is fetched, and once", async () => {
  const { page, seen } = await open(session, "tests/browser/blank.html");
  const langs = await page.evaluate(async () => {
    const { wordsFor } = await import("/pkg/index.js");
    return Promise.all(["ja-JP", "ja", "sv"].map(async (lang) => (await wordsFor(lang)).lang));
  });
  assert.deepEqual(langs, ["ja", "ja", "en"]);
  const fetched = seen.requests.flatMap((url) => /\/locales\/(.+)\.js$/.exec(url)?.[1] ?? []);
  assert.deepEqual(fetched.sort(), ["en", "ja"]);
  assertQuiet(seen, session.url);
});

test("the browser has every language and writes its numbers", async () => {
  const { value } = await inPage(session, LANGUAGES, async (languages) => {
    const { wordsFor } = await import("/pkg/index.js");
    const all = await Promise.all(languages.map((lang) => wordsFor(lang)));
    return all.map(({ lang, number }) => [lang, number(0.5, { style: "percent" })]);
  });
  assert.deepEqual(
    value.map(([lang]) => lang),
    LANGUAGES,
  );
  // 50 in the digits of any of them, and a sign of per cent.
  for (const [lang, text] of value) assert.match(text, /[5٥۵৫][0٠۰০]/, lang);
});

/** What the component says, and the direction that it says it in. */
const spoken = (page) =>
  page.evaluate(() => {
    const { lang, dir } = element.shadowRoot.querySelector("[lang]");
    return [lang, dir, element.shadowRoot.querySelector(".title").textContent, element.validationMessage];
  });
const says = (page, lang) => page.waitForFunction((lang) => element.shadowRoot.querySelector("[lang]").lang === lang, lang);

test("the component speaks the language of its place, and changes with it", async () => {
  const { page, seen } = await openElementPage(session);
  await fresh(page, { required: "" }, { lang: "ar" });
  assert.deepEqual(await spoken(page), ["ar", "rtl", "التقط صورة لوجهك", "التقط صورة لوجهك أو اخترها."]);
  await page.evaluate(() => (document.documentElement.lang = "de-AT"));
  await says(page, "de");
  assert.deepEqual((await spoken(page)).slice(0, 2), ["de", "ltr"]);
  await page.evaluate(() => (element.parentElement.lang = "zh-TW"));
  await says(page, "zh-Hant");
  await page.evaluate(() => (element.lang = "he"));
  await says(page, "he");
  // A language that is slow to come does not replace one that was asked for later.
  await page.evaluate(() => ["pl", "ko", "it"].forEach((lang) => (element.lang = lang)));
  await says(page, "it");
  await page.evaluate(() => {
    element.removeAttribute("lang");
    element.parentElement.removeAttribute("lang");
    document.documentElement.lang = "en";
  });
  await says(page, "en");
  assertQuiet(seen, session.url);
});

test("the component finds its language through the shadow roots around it", async () => {
  const { page } = await openElementPage(session);
  await fresh(page);
  await page.evaluate(() => {
    const host = document.createElement("section");
    host.attachShadow({ mode: "open" }).append(element);
    document.body.append(host);
    host.lang = "fr";
  });
  await says(page, "fr");
  await page.evaluate(() => /** @type {any} */ ((element.getRootNode().host.lang = "uk")));
  await says(page, "uk");
});
