// What the package says in each language, and which language it says it in.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { LANGUAGES, wordsFor } from "../../www/lib/words.js";

const types = await readFile(new URL("../../www/lib/types.d.ts", import.meta.url), "utf8");
/** The members of a union of strings, as the types declare it. @param {string} name */
const union = (name) => [...new RegExp(`export type ${name} =([^;]+);`).exec(types)[1].matchAll(/"([^"]+)"/g)].map(([, id]) => id);

test("the languages are those that the types name", () => {
  assert.deepEqual(LANGUAGES, union("Language"));
});

test("every check, reason, error and verdict has its words", async () => {
  const { checks, say, reason, error } = await wordsFor("en");
  assert.deepEqual(Object.keys(checks), union("CheckId"));
  for (const { name, meaning, group } of Object.values(checks))
    assert.ok(![name, meaning, group].some((text) => /^(check|group)\./.test(text)));
  for (const code of union("ErrorCode")) assert.notEqual(error({ code, message: "none" }), "none", code);
  for (const verdict of ["good", "fair", "poor", "ok", "warn", "fail"]) assert.notEqual(say(`verdict.${verdict}`), `verdict.${verdict}`);
  const variants = {
    "luminance-mean": ["dark", "bright"],
    "luminance-variance": ["flat", "hard"],
    "head-size": ["small", "large"],
    pitch: ["down", "up"],
  };
  const regions = ["forehead", "eyes", "nose", "cheeks", "mouth", "jaw", "border"].map((region) => `region-${region}`);
  for (const id of [...union("CheckId"), ...regions]) {
    for (const variant of variants[id] ?? [null]) assert.notEqual(reason({ id, variant, text: "none" }), "none", `${id} ${variant}`);
  }
});
