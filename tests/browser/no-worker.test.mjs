// Where the browser allows no worker, the page itself computes, and the console says why, once.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";
import sirv from "sirv";
import { POLICY } from "../../www/serve.mjs";
import { open, path, startForTests } from "./support.mjs";

const HEADERS = {
  "Trusted Types": { "content-security-policy": `${POLICY}; require-trusted-types-for 'script'` },
  CSP: { "content-security-policy": POLICY.replace("worker-src 'self'", "worker-src 'none'") },
  COEP: { "cross-origin-embedder-policy": "require-corp" },
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

async function watch(address) {
  const { page } = await open(session, address, { bypassCSP: false });
  const warnings = [];
  page.on("console", (message) => message.type() === "warning" && warnings.push(message.text()));
  return { page, warnings };
}

for (const [name, cause] of Object.entries({ "Trusted Types": /Trusted ?Types/i, CSP: /worker-src/, COEP: /COEP/ })) {
  test(`no worker because of ${name}`, async () => {
    headers = HEADERS[name];
    const { page, warnings } = await watch(`page?${name}`);
    assertTold(await page.evaluate(load, "/pkg/index.js"), warnings, cause);
  });
}

test("no worker because the package is on another origin", async () => {
  headers = {};
  const { page, warnings } = await watch("page");
  const { port } = /** @type {any} */ (elsewhere.address());
  assertTold(await page.evaluate(load, `http://127.0.0.1:${port}/pkg/index.js`), warnings, /another origin/);
});

test("an <img> of another origin that COEP refuses is an error that says so", async () => {
  headers = HEADERS.COEP;
  const { page } = await open(session, "page?img", { bypassCSP: true });
  const { port } = /** @type {any} */ (elsewhere.address());
  const message = await page.evaluate(async (src) => {
    const { toBitmap } = await import("/pkg/index.js");
    return toBitmap(Object.assign(new Image(), { src })).catch(({ code, message }) => `${code}: ${message}`);
  }, `http://127.0.0.1:${port}/www/demo/samples/render-clear.png`);
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
