// The README's example, unchanged, in a page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertQuiet, open, read, startForTests } from "./support.mjs";

const session = await startForTests(".");

test("the first JavaScript example of the README runs", async () => {
  const example = /```js\n([\s\S]+?)```/.exec((await read("README.md")).toString())[1];
  assert.ok(example.trim().split("\n").length <= 8, "eight lines at most");
  const module = example.replace('from "attn-fiqa"', 'from "/pkg/index.js"');
  const { page, seen, context } = await open(session, "tests/browser/blank.html");
  await context.route("**/example.js", (route) => route.fulfill({ contentType: "text/javascript", body: module }));
  await page.evaluate(() => {
    document.body.innerHTML = '<input type="file"><canvas></canvas><output></output>';
  });
  await page.evaluate((address) => import(address), "/example.js");
  await page.setInputFiles("input", new URL("../../www/demo/samples/render-clear.png", import.meta.url).pathname);
  await page.waitForFunction(() => document.querySelector("output").textContent !== "");
  assert.match(await page.locator("output").textContent(), /^-0\.6/);
  assert.equal(await page.evaluate(() => document.querySelector("canvas").width), 112);
  assertQuiet(seen, session.url);
});
