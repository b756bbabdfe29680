// Words in real browsers: one language is one file, and the form component speaks that of its place, whenever it changes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { LANGUAGES } from "../../www/lib/words.js";
import { assertQuiet, inPage, startForTests } from "./support.mjs";

const session = await startForTests(".");

test("only the language that is asked for is fetched, and once", async () => {
  const { value, seen } = await inPage(session, ["ja-JP", "ja", "sv"], async (wanted) => {
    const { wordsFor } = await import("/pkg/index.js");
    return Promise.all(wanted.map(async (lang) => (await wordsFor(lang)).lang));
  });
  assert.deepEqual(value, ["ja", "ja", "en"]);
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
  // 50 in the digits of any of them.
  for (const [lang, text] of value) assert.match(text, /[5٥۵৫][0٠۰০]/, lang);
});

/**
 * Puts the component into a page, changes what is around it step by step, and tells what it says after each: in the page.
 *
 * @param {[place: "page" | "form" | "element" | "host", lang: string | null, expected: string][]} steps
 */
async function follow(steps) {
  const { FaceQualityInputElement } = await import("/pkg/element.js");
  const [form, host] = [document.createElement("form"), document.createElement("section")];
  const element = new FaceQualityInputElement();
  element.required = true;
  document.body.append(form, host);
  const inside = host.attachShadow({ mode: "open" });
  const places = { page: document.documentElement, form, element, host };
  const spoken = () => /** @type {HTMLElement} */ (element.shadowRoot.querySelector("[lang]"));
  const said = [];
  for (const [place, lang, expected] of steps) {
    const at = places[place];
    if (lang === null) at.removeAttribute("lang");
    else at.setAttribute("lang", lang);
    if (!element.isConnected) form.append(element);
    if (place === "host") inside.append(element);
    for (let i = 0; spoken()?.lang !== expected && i < 200; i++) await new Promise((resolve) => setTimeout(resolve, 20));
    said.push([spoken().lang, spoken().dir, element.validationMessage]);
  }
  return said;
}

test("the component speaks the language of its place, and changes with it", async () => {
  /** @type {Parameters<typeof follow>[0]} */
  const steps = [
    ["page", "ar", "ar"],
    ["page", "de-AT", "de"],
    ["form", "zh-TW", "zh-Hant"],
    ["page", "fr", "zh-Hant"],
    ["element", "he", "he"],
    ["element", null, "zh-Hant"],
    ["form", null, "fr"],
    // In a shadow tree: the host's language, and its changes.
    ["host", "fa", "fa"],
    ["host", "uk", "uk"],
  ];
  const { value, seen } = await inPage(session, steps, follow);
  const expected = await Promise.all(
    steps.map(async ([, , lang]) => [
      lang,
      ["ar", "he", "fa"].includes(lang) ? "rtl" : "ltr",
      (await import(`../../www/lib/locales/${lang}.js`)).default["element.invalid.missing"],
    ]),
  );
  assert.deepEqual(value, expected);
  assertQuiet(seen, session.url);
});

test("a language that is slow to come does not replace one that was asked for later", async () => {
  const { value } = await inPage(session, ["pl", "ko", "it"], async (languages) => {
    const { FaceQualityInputElement } = await import("/pkg/element.js");
    const element = new FaceQualityInputElement();
    document.body.append(element);
    const spoken = () => /** @type {HTMLElement | null} */ (element.shadowRoot.querySelector("[lang]"))?.lang;
    /** @type {string[]} */
    const heard = [];
    for (const lang of languages) {
      element.lang = lang;
      // Each change is seen, and none waits for its words.
      await Promise.resolve();
    }
    for (let i = 0; i < 50; i++) {
      heard.push(spoken());
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return heard.filter((lang, i) => lang && lang !== heard[i - 1]);
  });
  assert.equal(value.at(-1), "it");
  assert.ok(!value.includes("pl") && !value.includes("ko"), value.join());
});
