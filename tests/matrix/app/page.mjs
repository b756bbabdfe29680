// The same page for every tool: its HTML, its scripts, and the configuration that the documentation gives.
import { readFileSync } from "node:fs";

const read = (relative) => readFileSync(new URL(relative, import.meta.url), "utf8");

export const MAIN = read("main.js");
export const ENTRY = read("entry.js");

/** @param {string} script its address, from the page @param {string} [head] */
export const html = (script, head = "") => `<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <title>matrix</title>
  <link rel="icon" href="data:," />
  ${head}
  <input type="file" />
  <output></output>
  <script type="module" src="${script}"></script>
</html>
`;

/**
 * A file that docs/bundlers.md tells users to write: the code block that starts with its name in a comment. What is tested is
 * what they read.
 *
 * @param {string} name
 */
export function fromDocs(name) {
  const docs = read("../../../docs/bundlers.md");
  for (const [, block] of docs.matchAll(/^```\w+\n(.+?)^```$/gms)) {
    if (block.startsWith(`// ${name}\n`)) return block;
  }
  throw new Error(`docs/bundlers.md has no code block that starts with "// ${name}"`);
}

/** What docs/bundlers.md has word for word: a command or a call. @param {string} text */
export function inDocs(text) {
  if (!read("../../../docs/bundlers.md").includes(text)) throw new Error(`docs/bundlers.md does not say ${text}`);
  return text;
}

/** The page's script, for files that are not where the package's modules are. */
export const MAIN_WITH_ASSETS = MAIN.replace("FaceQuality.load()", inDocs('FaceQuality.load({ assets: "/attn-fiqa/" })')).replace(
  "load({ worker",
  'load({ assets: "/attn-fiqa/", worker',
);

/** Takes the package's files along, for tools that do not. */
export const COPY_FILES = inDocs("cp -r node_modules/attn-fiqa/worker.js node_modules/attn-fiqa/wasm node_modules/attn-fiqa/models dist");
export const COPY_PACKAGE = inDocs("cp -r node_modules/attn-fiqa dist/attn-fiqa");
