// npm run matrix [name…]: the package with every tool, and all examples; or those named.
import { readdirSync } from "node:fs";
import { testExamples } from "./examples.mjs";
import { testTools } from "./tests.mjs";

const TOOLS = readdirSync(new URL("tools/", import.meta.url)).map((file) => file.replace(".mjs", ""));
const EXAMPLES = "examples";

const all = [...TOOLS, EXAMPLES];
const named = process.argv.slice(2);
const unknown = named.filter((name) => !all.includes(name));
if (unknown.length > 0) throw new Error(`no tool ${unknown.join(", ")}: ${all.join(", ")}`);
const names = named.length > 0 ? named : all;
testTools(names.filter((name) => name !== EXAMPLES));
if (names.includes(EXAMPLES)) testExamples();
