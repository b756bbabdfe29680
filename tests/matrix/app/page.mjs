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

/**
 * A command that docs/bundlers.md tells users to run: the line after a `#` with these words.
 *
 * @param {string} words
 */
export function commandFromDocs(words) {
  const docs = read("../../../docs/bundlers.md");
  const [, command] = new RegExp(`^# ${words}\\n(.+)$`, "m").exec(docs) ?? [];
  if (!command) throw new Error(`docs/bundlers.md has no command after "# ${words}"`);
  return command;
}
