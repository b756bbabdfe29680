// The packed package in a fresh project of each tool, built, served and used: the score must be the plain page's.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { GOOD } from "../browser/element-page.mjs";
import { read } from "../browser/support.mjs";
import { NotInstalled, npm } from "./install.mjs";
import { launch, scoreOn } from "./page.mjs";
import { Project } from "./project.mjs";
import plain from "./tools/plain.mjs";

const PACKAGE = fileURLToPath(new URL("../../pkg", import.meta.url));

/** Frames in the camera's clip, which starts again at its end. */
const CLIP = 30;

/**
 * A way to serve a page with a tool: as it is developed, or built.
 *
 * @typedef {(project: Project) => Promise<string>} Way gives the page's address
 */

/** `files`: of the user's project. @typedef {{ packages: Record<string, string>, files: Record<string, string>, ways: Record<string, Way> }} Tool */

const packed = await mkdtemp(join(tmpdir(), "attn-fiqa-packed-"));
const [{ filename }] = JSON.parse(await npm(packed, ["pack", PACKAGE, "--json"]));
await writeFile(join(packed, "package.json"), '{ "private": true }');
await npm(packed, ["install", `./${filename}`, "--offline"]);
const clip = join(packed, "clip.mjpeg");
await writeFile(clip, Buffer.concat(Array(CLIP).fill(await read(GOOD))));
const browser = await launch(clip);
after(async () => {
  await browser.close();
  await rm(packed, { recursive: true });
});

/** Makes a test for each tool, with one in it for each of its ways. @param {string[]} names files of tools/ */
export function testTools(names) {
  let expected;
  for (const name of names) {
    test(name, async (t) => {
      /** @type {{ default: Tool }} */
      const { default: tool } = await import(`./tools/${name}.mjs`);
      expected ??= await scoreOnPlainPage();
      await inProject(t, tool, async (project) => {
        for (const [way, serve] of Object.entries(tool.ways)) {
          await t.test(way, async () => assertSame(await scoreOn(browser, await serve(project)), expected));
        }
      });
    });
  }
}

async function scoreOnPlainPage() {
  const project = await Project.make(packed, plain);
  try {
    const seen = await scoreOn(browser, await plain.ways.script(project));
    assert.ok(Number.isFinite(seen.scores?.[0]), JSON.stringify(seen));
    return seen;
  } finally {
    await project.remove();
  }
}

/**
 * Runs in a fresh project, and removes it.
 *
 * @param {import("node:test").TestContext} t skipped where the registry gives no tool
 * @param {Pick<Tool, "packages" | "files">} tool
 * @param {(project: Project, browser: import("playwright-core").Browser) => Promise<void>} run
 */
export async function inProject(t, tool, run) {
  let project;
  try {
    project = await Project.make(packed, tool);
  } catch (error) {
    if (!(error instanceof NotInstalled)) throw error;
    return t.skip(error.message);
  }
  try {
    await run(project, browser);
  } finally {
    await project.remove();
  }
}

/** The same engine gives the same bits, in a worker, without a word or a failed request. */
function assertSame(seen, { scores }) {
  assert.equal(seen.error, undefined);
  assert.deepEqual(seen.failed, [], "failed requests");
  assert.deepEqual(seen.scores, [scores[0], scores[0]]);
  assert.equal(seen.worker, true, seen.reason);
  assert.deepEqual(seen.complaints, []);
}
