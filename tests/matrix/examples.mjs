// The examples, as a user runs them: installed with the packed package, built if they have a build, and used.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { GOOD, POOR } from "../browser/element-page.mjs";
import { path } from "../browser/support.mjs";
import { watch } from "./page.mjs";
import { inProject } from "./tests.mjs";

const FOLDER = new URL("../../examples/", import.meta.url);

/** Milliseconds for a photo to be scored, or found: the engine loads first. */
const LIMIT = 60_000;

/** @typedef {import("playwright-core").Page} Page @typedef {import("./project.mjs").Project} Project */

/** `needs`: what it installs to be served. @type {Record<string, { needs?: string[], serve: (project: Project) => Promise<string>, use: (page: Page) => Promise<void> }>} */
const EXAMPLES = {
  plain: {
    serve: (project) => project.serve("."),
    async use(page) {
      await page.locator("input").setInputFiles(path(POOR));
      await says(page.locator("output"), /^(good|fair|poor)\n.+/);
      await page.waitForFunction(() => document.querySelector("canvas").width > 300);
    },
  },
  form: {
    serve: (project) => project.serve("."),
    async use(page) {
      await page.locator("[name=name]").fill("Ada");
      await choose(page, POOR);
      await page.locator("form > p > button").click();
      assert.match(
        await page.locator("face-quality-input").evaluate((element) => /** @type {any} */ (element).validationMessage),
        /not good enough/,
      );
      assert.equal(await page.locator("output").textContent(), "");
      await choose(page, GOOD);
      await page.locator("form > p > button").click();
      await says(page.locator("output"), /^Ada, everyday-46.jpg$/);
    },
  },
  camera: {
    serve: (project) => project.serve("."),
    async use(page) {
      await page.locator("button").click();
      await says(page.locator("output"), /^Done: -?\d/);
      assert.ok(await page.evaluate(() => document.querySelector("canvas").width > 300));
      const live = await page.evaluate(() => /** @type {MediaStream} */ (document.querySelector("video").srcObject).active);
      assert.equal(live, false, "the camera is off");
    },
  },
  ssr: {
    needs: ["sirv"],
    serve: (project) => project.start((port) => `PORT=${port} node server.js`),
    async use(page) {
      const rendered = await (await fetch(page.url(), { headers: { "accept-language": "de-DE,de;q=0.9" } })).text();
      assert.match(rendered, /<face-quality-input name="photo" lang="de" required/);
      await choose(page, GOOD);
    },
  },
  vite: {
    needs: ["vite"],
    serve: built,
    async use(page) {
      await page.locator("input").setInputFiles([POOR, GOOD].map(path));
      await page.locator("li").nth(1).waitFor({ timeout: LIMIT });
      const [first, second] = await page.locator("li").allTextContents();
      assert.match(first, /^everyday-46.jpg: better than \d+ %/);
      assert.match(second, /^rolled-08.jpg: better than \d+ %/);
    },
  },
  react: {
    needs: ["vite", "react", "react-dom", "@vitejs/plugin-react"],
    serve: built,
    async use(page) {
      await choose(page, GOOD);
      await says(page.locator("form > p"), /^Better than \d+ % /);
      await page.locator("form > button").click();
      await says(page.locator("output"), /^everyday-46.jpg$/);
    },
  },
};

/** @param {Project} project */
async function built(project) {
  await project.run("vite build");
  return project.serve("dist");
}

/** @param {import("playwright-core").Locator} locator @param {RegExp} text */
async function says(locator, text) {
  await locator
    .filter({ hasText: text })
    .waitFor({ timeout: LIMIT })
    .catch(async () => {
      assert.match(String(await locator.textContent()), text);
    });
}

/** Gives the element a photo, and waits for what it thinks of it. @param {Page} page @param {string} photo */
async function choose(page, photo) {
  const element = page.locator("face-quality-input");
  await element.locator("input[type=file]").setInputFiles(path(photo));
  const state = photo === GOOD ? "accepted" : "refused";
  const isThere = (state) => /** @type {any} */ (document.querySelector("face-quality-input")).state === state;
  await page.waitForFunction(isThere, state, { timeout: LIMIT });
}

/** Makes a test for each of these examples. @param {string[]} names */
export function testExamples(names = Object.keys(EXAMPLES)) {
  for (const name of names) {
    test(`example: ${name}`, async (t) => {
      const { serve, use } = EXAMPLES[name];
      await inProject(t, read(name), async (project, browser) => {
        const context = await browser.newContext({ permissions: ["camera"] });
        const page = await context.newPage();
        const seen = watch(context, page);
        await page.goto(await serve(project));
        await use(page);
        await context.close();
        assert.deepEqual(seen, { complaints: [], failed: [] });
      });
    });
  }
}

/** Its files, and of its dependencies those that the test needs. @param {string} name */
function read(name) {
  const folder = new URL(`${name}/`, FOLDER);
  const names = readdirSync(folder).filter((file) => file !== "package.json");
  const files = Object.fromEntries(names.map((file) => [file, readFileSync(new URL(file, folder), "utf8")]));
  const { dependencies } = JSON.parse(readFileSync(fileURLToPath(new URL("package.json", folder)), "utf8"));
  const packages = Object.fromEntries((EXAMPLES[name].needs ?? []).map((name) => [name, dependencies[name]]));
  return { packages, files };
}
