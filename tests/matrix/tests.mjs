// The packed package in a fresh project of each tool, built, served and used: the score must be the plain page's.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { NotInstalled, npm } from "./install.mjs";
import { launch, scoreOn } from "./page.mjs";
import { Project } from "./project.mjs";
import plain from "./tools/plain.mjs";

const PACKAGE = fileURLToPath(new URL("../../pkg", import.meta.url));

/**
 * A way to serve a page with a tool: as it is developed, or built.
 *
 * @typedef {(project: Project) => Promise<string>} Way gives the page's address
 */

/** `files`: of the user's project. @typedef {{ packages: Record<string, string>, files: Record<string, string>, ways: Record<string, Way> }} Tool */

/** Makes a test for each tool, with one in it for each of its ways. @param {string[]} names files of tools/ */
export function testTools(names) {
  let matrix;
  before(async () => {
    matrix = await prepare();
  });
  after(() => matrix?.close());
  for (const name of names) {
    test(name, async (t) => {
      /** @type {{ default: Tool }} */
      const { default: tool } = await import(`./tools/${name}.mjs`);
      await inProject(t, matrix.tarball, tool, async (project) => {
        for (const [way, serve] of Object.entries(tool.ways)) {
          await t.test(way, async () => assertSame(await scoreOn(matrix.browser, await serve(project)), matrix.expected));
        }
      });
    });
  }
}

/** What all tests need: the packed package, a browser, and the score on the plain page. */
async function prepare() {
  const folder = await mkdtemp(join(tmpdir(), "attn-fiqa-packed-"));
  const [{ filename }] = JSON.parse(await npm(folder, ["pack", PACKAGE, "--json"]));
  const tarball = join(folder, filename);
  const browser = await launch();
  const close = () => Promise.all([browser.close(), rm(folder, { recursive: true })]);
  const project = await Project.make(tarball, plain);
  try {
    const expected = await scoreOn(browser, await plain.ways.script(project));
    assert.ok(Number.isFinite(expected.scores?.[0]), JSON.stringify(expected));
    return { tarball, browser, expected, close };
  } catch (error) {
    await close();
    throw error;
  } finally {
    await project.remove();
  }
}

/**
 * @param {import("node:test").TestContext} t skipped where the registry gives no tool
 * @param {string} tarball
 * @param {Tool} tool
 * @param {(project: Project) => Promise<void>} run
 */
export async function inProject(t, tarball, tool, run) {
  let project;
  try {
    project = await Project.make(tarball, tool);
  } catch (error) {
    if (!(error instanceof NotInstalled)) throw error;
    return t.skip(error.message);
  }
  try {
    await run(project);
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
