// A page may be strict: a worker runs under most policies; where none may, the page itself computes, and the console says why, once.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";
import sirv from "sirv";
import { POLICY } from "../../www/serve.mjs";
import { open, path, startForTests } from "./support.mjs";

const TRUSTED = `${POLICY}; require-trusted-types-for 'script'`;
const COEP = { "cross-origin-embedder-policy": "require-corp" };

/** Pages that browsers allow no worker. @type {Record<string, { headers: Record<string, string>, cause: RegExp }>} */
const REFUSED = {
  "Trusted Types with a list": {
    headers: { "content-security-policy": `${TRUSTED}; trusted-types other` },
    cause: /does not allow the policy attn-fiqa/,
  },
  CSP: { headers: { "content-security-policy": POLICY.replace("worker-src 'self'", "worker-src 'none'") }, cause: /worker-src/ },
  "COEP and a policy without blob:": { headers: { ...COEP, "content-security-policy": POLICY }, cause: /blob: where the page has COEP/ },
};

/** Pages that need more than the worker's plain address. @type {Record<string, Record<string, string>>} */
const HELPED = {
  "Trusted Types": { "content-security-policy": TRUSTED },
  "Trusted Types that list the package's policy": { "content-security-policy": `${TRUSTED}; trusted-types attn-fiqa` },
  COEP,
  "COEP, and a policy with blob:": { ...COEP, "content-security-policy": POLICY.replace("worker-src 'self'", "worker-src 'self' blob:") },
};

/** Headers of the page, and of the page alone. @type {Record<string, string>} */
let headers = {};
const session = await startForTests(".", (request, response) => {
  if (request.url.startsWith("/page")) {
    response.writeHead(200, { "content-type": "text/html", ...headers }).end("<!doctype html><title>page</title>");
    return true;
  }
  return false;
});

/** The package on another origin, which shares it. */
const files = sirv(path("."), { dev: true, setHeaders: (response) => response.setHeader("access-control-allow-origin", "*") });
const elsewhere = createServer((request, response) => void files(request, response));
await new Promise((resolve) => elsewhere.listen(0, "127.0.0.1", () => resolve(null)));
after(() => elsewhere.close());

/** Loads twice; whether workers run, and a score. Runs in the page. */
async function load(address) {
  const { FaceQuality } = await import(address);
  const first = await FaceQuality.load({ backend: "cpu" });
  const second = await FaceQuality.load({ backend: "cpu" });
  const { score } = await second.assess(new ImageData(112, 112), { crop: "aligned" });
  return { workers: [first.worker, second.worker], reason: first.reason, score };
}

function assertTold({ workers, reason, score }, warnings, cause) {
  assert.deepEqual(workers, [false, false]);
  assert.match(reason, /^The CPU, on the page: /);
  assert.ok(Number.isFinite(score));
  assert.equal(warnings.length, 1, warnings.join("\n"));
  assert.match(warnings[0], /^attn-fiqa: no worker runs the engine/);
  assert.match(warnings[0], cause);
}

function assertWorks({ workers, reason, score }, warnings) {
  assert.deepEqual(workers, [true, true]);
  assert.match(reason, /^The CPU, in a worker: /);
  assert.ok(Number.isFinite(score));
  assert.deepEqual(warnings, []);
}

async function watch(address) {
  const { page } = await open(session, address, { bypassCSP: false });
  const warnings = [];
  page.on("console", (message) => message.type() === "warning" && warnings.push(message.text()));
  return { page, warnings };
}

for (const [name, refused] of Object.entries(REFUSED)) {
  test(`no worker because of ${name}`, async () => {
    headers = refused.headers;
    const { page, warnings } = await watch("page");
    assertTold(await page.evaluate(load, "/pkg/index.js"), warnings, refused.cause);
  });
}

for (const [name, helped] of Object.entries(HELPED)) {
  test(`a worker under ${name}`, async () => {
    headers = helped;
    const { page, warnings } = await watch("page");
    assertWorks(await page.evaluate(load, "/pkg/index.js"), warnings);
  });
}

/** Of the other origin. */
const foreign = () => `http://127.0.0.1:${/** @type {any} */ (elsewhere.address()).port}/pkg/index.js`;
/** What a page must allow to use it. */
const FOREIGN_POLICY = POLICY.replaceAll("'self'", "'self' http://127.0.0.1:*");

test("a worker although the package is on another origin", async () => {
  headers = { "content-security-policy": FOREIGN_POLICY.replace("worker-src", "worker-src blob:") };
  const { page, warnings } = await watch("page");
  assertWorks(await page.evaluate(load, foreign()), warnings);
});

test("no worker because the package is on another origin, and the policy allows no blob:", async () => {
  headers = { "content-security-policy": FOREIGN_POLICY };
  const { page, warnings } = await watch("page");
  assertTold(await page.evaluate(load, foreign()), warnings, /worker.js is on another origin.*worker-src blob:/);
});

test("an <img> of another origin that COEP refuses is an error that says so", async () => {
  headers = COEP;
  const { page } = await open(session, "page?img", { bypassCSP: true });
  const message = await page.evaluate(async (src) => {
    const { toBitmap } = await import("/pkg/index.js");
    return toBitmap(Object.assign(new Image(), { src })).catch(({ code, message }) => `${code}: ${message}`);
  }, new URL("/www/demo/samples/render-clear.png", foreign()).href);
  assert.match(String(message), /^decode: the <img> cannot be decoded: .*CORS.*COEP/);
});

test("nothing is said where no worker is wanted", async () => {
  const { page, warnings } = await watch("tests/browser/blank.html");
  const worker = await page.evaluate(async () => {
    const { FaceQuality } = await import("/pkg/index.js");
    return (await FaceQuality.load({ backend: "cpu", worker: false })).worker;
  });
  assert.deepEqual([worker, warnings], [false, []]);
});
