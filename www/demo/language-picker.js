/** The page's language: what the address asks for, else the last choice, else what the browser prefers; each is named in itself. */
import { LANGUAGES } from "attn-fiqa";
import { $, make, nextTask } from "./page.js";
import { speak } from "./words.js";

const KEY = "attn-fiqa-language";

/** Speaks the visitor's language and offers the others. */
export async function startLanguage() {
  const asked = new URLSearchParams(location.search).get("lang") ?? lastChoice();
  await speak(asked ?? navigator.languages);
  // The first name loads the browser's table of them.
  await nextTask();
  const options = LANGUAGES.map((lang) => make("option", { value: lang, lang }, nameOf(lang)));
  $("language").replaceChildren(...options);
  $("language").value = document.documentElement.lang;
  $("language").addEventListener("change", () => void change($("language").value));
}

/** @param {string} lang */
async function change(lang) {
  await speak(lang);
  // Not in the address: Chromium asks for the icon again with each change of that.
  try {
    localStorage.setItem(KEY, lang);
  } catch {
    // The browser keeps nothing for this page.
  }
}

/** The language chosen on an earlier visit. */
function lastChoice() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** @param {string} lang */
function nameOf(lang) {
  const name = new Intl.DisplayNames(lang, { type: "language", languageDisplay: "standard" }).of(lang) ?? lang;
  return name.charAt(0).toLocaleUpperCase(lang) + name.slice(1);
}
