// The demo without a network: after the first visit, with nothing broken kept, and a way to newer versions.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { loaded, score, trySample, visit } from "./demo-page.mjs";
import { assertNoRequests, open, path, screenshot, startForTests } from "./support.mjs";

/** What the server does to a file's bytes. @type {((name: string, bytes: Buffer) => Buffer | number | null)} */
let spoil = () => null;
const session = await startForTests("dist", (request, response) => {
  const name = request.url.split("?")[0].slice(1) || "index.html";
  let answer = null;
  try {
    answer = spoil(name, readFileSync(path(`dist/${name}`)));
  } catch {
    // Not a file: the server's own answer.
  }
  if (answer === null) return false;
  if (typeof answer === "number") response.writeHead(answer).end("broken");
  else response.writeHead(200, { "content-type": name.endsWith(".js") ? "text/javascript" : "text/html" }).end(answer);
  return true;
});

const caches = (page) =>
  page.evaluate(async () => {
    const names = (await globalThis.caches.keys()).filter((name) => name.startsWith("attn-fiqa-demo-"));
    return Promise.all(names.map(async (name) => ({ name, files: (await (await globalThis.caches.open(name)).keys()).length })));
  });

test("after the first visit the page opens and scores without a network", async () => {
  const { page, context, seen } = await visit(session);
  assert.match(await page.locator("#offline-state").textContent(), /works without a network/);
  await context.setOffline(true);
  await page.goto(`${session.url}?lang=en`);
  await loaded(page);
  await trySample(page, "portrait");
  assert.ok(Number.isFinite(await score(page)));
  assert.ok(await page.locator("#error").isHidden());
  await context.setOffline(false);
  assert.ok(seen.requests.every((url) => url.startsWith(session.url) || /^(blob|data):/.test(url)));
});

for (const [what, answer] of /** @type {[string, (bytes: Buffer) => Buffer | number][]} */ ([
  ["a server's error", () => 500],
  ["half a file", (bytes) => bytes.subarray(0, bytes.length / 2)],
  ["a login page with status 200", () => Buffer.from("<h1>Log in</h1>")],
])) {
  test(`${what} is not kept: the page is saved whole or not at all`, async () => {
    spoil = (name, bytes) => (name === "print.css" ? answer(bytes) : null);
    const { page } = await open(session, "");
    await page.waitForFunction(() => "loaded" in document.body.dataset, null, { timeout: 25_000 });
    assert.equal(await page.locator("#offline-state").textContent(), "", "it does not say that it is saved");
    const kept = await caches(page);
    spoil = () => null;
    assert.deepEqual(kept, []);
    assert.equal(await page.evaluate(() => navigator.serviceWorker.controller), null, "nothing is served from it");
  });
}

test("a newer version waits, is offered, and replaces the older one as a whole", async () => {
  const { page } = await visit(session);
  const [before] = await caches(page);
  const worker = readFileSync(path("dist/service-worker.js"), "utf8");
  const version = /const VERSION =\s+"(\w+)"/.exec(worker)[1];
  spoil = (name) => (name === "service-worker.js" ? Buffer.from(worker.replace(`"${version}"`, '"newer"')) : null);
  await page.reload();
  await page.locator("#update").waitFor();
  await screenshot(page, "demo-update");
  assert.deepEqual((await caches(page)).map(({ name }) => name).sort(), [before.name, "attn-fiqa-demo-newer"].sort());
  await Promise.all([page.waitForEvent("load"), page.locator("#update-use").click()]);
  await loaded(page);
  assert.deepEqual(await caches(page), [{ ...before, name: "attn-fiqa-demo-newer" }]);
  assert.ok(await page.locator("#update").isHidden());
  spoil = () => null;
});

test("no request after the page is loaded, whatever one does; the page says so, and would tell of one", async () => {
  const { page, seen } = await visit(session);
  const requests = seen.requests.length;
  await trySample(page, "portrait");
  await page.locator("#spoil-blur").fill("1");
  await page.locator("#spoil-jpeg").fill("1");
  const languages = await page.$$eval("#language option", (options) => options.map((option) => /** @type {any} */ (option).value));
  for (const lang of languages) await page.selectOption("#language", lang);
  await page.selectOption("#language", "en");
  // The browser looks for a newer service worker some seconds after a visit.
  await page.waitForTimeout(2000);
  assertNoRequests(seen, requests);
  assert.match(await page.locator("#privacy-since").textContent(), /^The browser has counted no request/);
  await page.evaluate(async () => (await fetch("icon.svg?asked")).text());
  await page.locator("#privacy-requests li").waitFor();
  assert.match(await page.locator("#privacy-requests").textContent(), /icon\.svg\?asked/);
  assert.match(await page.locator("#privacy-loaded").textContent(), /for \d+ files and other servers for 0\.$/);
});
