// A real browser on a page of this machine, watched: what it requests, complains about and forbids. Chromium; or, for tests that
// need no more than `inPage`, the engine that ATTN_FIQA_ENGINE names.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { after, afterEach } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";
import { serve } from "../../www/serve.mjs";
import { openEngine } from "./engines/index.mjs";

const ROOT = new URL("../../", import.meta.url);
const SCREENSHOTS = new URL("screenshots/", import.meta.url);

/** In addition to Playwright's own, which silence the browser: a software GPU, which machines without one have too. */
const FLAGS = ["--disable-quic", "--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

/** Which browser runs the tests: "chromium", "firefox" or "webkit". */
export const ENGINE = process.env.ATTN_FIQA_ENGINE ?? "chromium";

/** For tests that watch or change more than a page can: the reason to skip them elsewhere, or false. */
export const chromiumAlone = ENGINE !== "chromium" && "driven in Chromium alone";

/** @param {string} relative to the repository */
export const path = (relative) => fileURLToPath(new URL(relative, ROOT));
export const read = (relative) => readFile(path(relative));
export const readJson = async (relative) => JSON.parse(await readFile(path(relative), "utf8"));

/**
 * Starts a server on a folder and a browser.
 *
 * @param {string} folder relative to the repository
 * @param {Parameters<typeof serve>[2]} [answer] what the server answers in addition to the folder's files
 */
export async function start(folder, answer = () => false) {
  /** Requests that the server was sent. @type {string[]} */
  const requests = [];
  const server = await serve(path(folder), 8100, (request, response) => {
    requests.push(new URL(request.url, server.url).href);
    return answer(request, response);
  });
  const browser = await (ENGINE === "chromium" ? launchChromium() : openEngine(ENGINE));
  const close = async () => {
    await browser.close();
    server.close();
  };
  return { url: server.url, browser: /** @type {import("playwright-core").Browser} */ (browser), requests, close };
}

function launchChromium() {
  if (!process.env.CHROME_PATH) throw new Error("name a Chromium or Chrome in CHROME_PATH, or run npm test, which finds one");
  return chromium.launch({ executablePath: process.env.CHROME_PATH, args: FLAGS });
}

/** The same for a file of tests: pages are closed after each test, the rest after the last. @type {typeof start} */
export async function startForTests(folder, answer) {
  const session = await start(folder, answer);
  if (ENGINE === "chromium") afterEach(() => Promise.all(session.browser.contexts().map((context) => context.close())));
  after(() => session.close());
  return session;
}

/**
 * Opens a page and watches it.
 *
 * @param {{ url: string, browser: import("playwright-core").Browser }} session
 * @param {string} address relative to the server
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
export async function open({ url, browser }, address, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const seen = { requests: [], complaints: [] };
  context.on("request", (request) => seen.requests.push(request.url()));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) seen.complaints.push(message.text());
  });
  page.on("pageerror", (error) => seen.complaints.push(String(error)));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
  });
  await page.goto(new URL(address, url).href);
  return { page, seen, context };
}

const BLANK = "tests/browser/blank.html";

/** Runs a function in a fresh page, with this argument, and closes the page. */
export async function inPage(session, argument, run, address = BLANK) {
  if (ENGINE !== "chromium") return inOtherEngine(session, argument, run, address);
  const { page, seen, context } = await open(session, address);
  const value = await page.evaluate(run, argument);
  await context.close();
  return { value, seen };
}

/** The same; what is requested, the server tells: it sees a worker's requests too. */
async function inOtherEngine({ url, browser, requests }, argument, run, address) {
  const before = requests.length;
  const page = await browser.open(new URL(address, url).href);
  try {
    const value = await page.evaluate(run, argument);
    return { value, seen: { requests: requests.slice(before), complaints: page.complaints } };
  } finally {
    await page.close();
  }
}

/** No request left the origin, nothing was complained about, no policy was broken. */
export function assertQuiet(seen, url) {
  assert.deepEqual(seen.complaints, []);
  const foreign = seen.requests.filter((request) => !request.startsWith(url) && !/^(blob|data):/.test(request));
  assert.deepEqual(foreign, [], "requests that left the origin");
}

/** No server was asked for anything since there were this many requests. */
export function assertNoRequests(seen, before) {
  const later = seen.requests.slice(before).filter((url) => !/^(blob|data):/.test(url));
  assert.deepEqual(later, [], "requests after load");
}

/**
 * A picture of the whole page; or of what the screen shows, where a camera is on: for the whole page Chromium makes the window one
 * pixel small for a moment, and a camera that nobody sees is turned off.
 */
export async function screenshot(page, name, fullPage = true) {
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: fileURLToPath(new URL(`${name}.png`, SCREENSHOTS)), fullPage });
}

/** The command line's answer for some arguments of `score`, one object an image. */
export async function commandLine(...arguments_) {
  const program = process.env.ATTN_FIQA ?? path("target/debug/attn-fiqa");
  const { stdout } = await promisify(execFile)(program, ["score", "--device", "cpu", "--format", "json", ...arguments_]);
  return JSON.parse(`[${stdout.trim().replaceAll("\n", ",")}]`);
}

export function maxDifference(a, b) {
  assert.equal(a.length, b.length);
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));
}
