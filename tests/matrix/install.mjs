// The tools of the matrix, each at a fixed version, installed once and kept outside the repository for later runs.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, link, mkdir, readdir, readlink, rename, rm, symlink, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const KEPT = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "attn-fiqa", "matrix");

/** Milliseconds for the largest of them, Next, over a slow connection; a registry that hangs ends there too. */
const INSTALL_LIMIT = 180_000;

/** npm asks twice, 20 s each, before it gives up. */
const PATIENCE = ["--fetch-retries=1", "--fetch-timeout=20000"];
const QUIET = ["--no-audit", "--no-fund", "--loglevel=error"];

/** The registry did not give a tool: that is no fault of the package. */
export class NotInstalled extends Error {}

/** What npm said when it last failed: without a connection, every tool would wait as long. */
let outage = "";

/** @param {string} folder @param {string[]} words @param {number} [timeout] */
export async function npm(folder, words, timeout = INSTALL_LIMIT) {
  return (await promisify(execFile)("npm", [...words, ...QUIET], { cwd: folder, timeout, maxBuffer: 1 << 26 })).stdout;
}

/**
 * A folder that holds these packages in node_modules.
 *
 * @param {Record<string, string>} packages names and versions
 * @returns {Promise<string>}
 * @throws {NotInstalled}
 */
async function installed(packages) {
  const manifest = JSON.stringify({ private: true, type: "module", dependencies: packages }, null, 2);
  const folder = join(KEPT, createHash("sha256").update(manifest).digest("hex").slice(0, 16));
  if (existsSync(folder)) return folder;
  if (outage) throw new NotInstalled(outage);
  const unfinished = `${folder}-${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  try {
    await writeFile(join(unfinished, "package.json"), manifest);
    await npm(unfinished, ["install", ...PATIENCE]);
    await rename(unfinished, folder);
  } catch (error) {
    outage = `npm cannot install ${Object.keys(packages).join(", ")}: ${
      String(error.stderr || error.message)
        .trim()
        .split("\n")[0]
    }`;
    throw new NotInstalled(outage);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/**
 * Puts them into a project, which may write there without a change to the kept copy; and the packed package, which npm installed
 * into another folder once.
 *
 * @param {string} project
 * @param {Record<string, string>} packages
 * @param {string} packed a folder with the package in node_modules
 * @throws {NotInstalled}
 */
export async function installInto(project, packages, packed) {
  const names = Object.keys(packages);
  for (const folder of names.length > 0 ? [await installed(packages), packed] : [packed]) {
    await linkFolder(join(folder, "node_modules"), join(project, "node_modules"));
  }
  const dependencies = { ...packages, "attn-fiqa": "*" };
  await writeFile(join(project, "package.json"), JSON.stringify({ private: true, type: "module", dependencies }));
}

/** Many thousand files: linked, which takes a second. @param {string} from @param {string} to */
async function linkFolder(from, to) {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await linkFolder(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else if (entry.name !== ".package-lock.json") await link(source, target).catch(() => copyFile(source, target));
  }
}
