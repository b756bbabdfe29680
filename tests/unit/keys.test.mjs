// Code and words agree: what code says exists, and what exists is said.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";

const root = new URL("../../", import.meta.url);

/** The text of all code of a folder, but for its words. @param {string} folder */
async function codeOf(folder) {
  const names = await readdir(new URL(folder, root), { recursive: true });
  const files = names.filter((name) => /\.(?:js|html)$/.test(name) && !/^(?:locales|wasm|digests)\b/.test(name));
  return (await Promise.all(files.map((name) => readFile(new URL(folder + name, root), "utf8")))).join("\n");
}

/** @param {string} folder */
const keysOf = async (folder) => Object.keys((await import(new URL(`${folder}locales/en.js`, root).href)).default);

const [lib, demo] = await Promise.all(["www/lib/", "www/demo/"].map(codeOf));
const [words, own] = await Promise.all(["www/lib/", "www/demo/"].map(keysOf));

/** Keys written out in code: of the groups that there are words in. @param {string} code @param {readonly string[]} known */
function literals(code, known) {
  const groups = new Set(known.map((key) => key.split(".")[0]));
  const quoted = [...code.matchAll(/["'`]([a-z]+(?:\.[a-z0-9-]+)+)["'`]/g)].map(([, key]) => key);
  return quoted.filter((key) => groups.has(key.split(".")[0]) && !/\.(?:js|css|json|svg|jpg|png|html)$/.test(key));
}

test("every key that code names has its sentence", () => {
  const known = new Set([...words, ...own]);
  const missing = [...literals(lib, words), ...literals(demo, [...words, ...own])].filter((key) => !known.has(key));
  assert.deepEqual(missing, []);
});

test("every sentence is said", () => {
  /** Beginnings of keys that code completes with a value. @param {string} code */
  const beginnings = (code) => [...code.matchAll(/`([a-z]+\.(?:[a-z0-9-]+\.)*[a-z0-9-]*)\$\{/g)].map(([, beginning]) => beginning);
  /** @param {readonly string[]} keys @param {string} code */
  const unsaid = (keys, code) => {
    const [named, begun] = [new Set(literals(code, keys)), beginnings(code)];
    return keys.filter((key) => !named.has(key) && !begun.some((beginning) => key.startsWith(beginning)));
  };
  // The demo, too, says the package's.
  assert.deepEqual(unsaid(words, lib + demo), []);
  assert.deepEqual(unsaid(own, demo), []);
});
