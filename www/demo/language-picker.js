/** The page's language: what the address asks for, else what the browser prefers; each one is named in itself. */
import { LANGUAGES } from "attn-fiqa";
import { $, make } from "./page.js";
import { speak } from "./words.js";

/** Speaks the visitor's language and offers the others. */
export async function startLanguage() {
  const asked = new URLSearchParams(location.search).get("lang");
  await speak(asked ?? navigator.languages);
  const options = LANGUAGES.map((lang) => make("option", { value: lang, lang }, nameOf(lang)));
  $("language").replaceChildren(...options);
  $("language").value = document.documentElement.lang;
  $("language").addEventListener("change", () => void change($("language").value));
}

/** @param {string} lang */
async function change(lang) {
  await speak(lang);
  // A reload and a copied address keep it.
  const address = new URL(location.href);
  address.searchParams.set("lang", lang);
  history.replaceState(null, "", address);
}

/** @param {string} lang */
function nameOf(lang) {
  const name = new Intl.DisplayNames(lang, { type: "language", languageDisplay: "standard" }).of(lang) ?? lang;
  return name.charAt(0).toLocaleUpperCase(lang) + name.slice(1);
}
