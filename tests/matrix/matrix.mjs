// npm run matrix [name…]: the package with every tool, or with those named.
import { readdirSync } from "node:fs";
import { testTools } from "./tests.mjs";

const all = readdirSync(new URL("tools/", import.meta.url)).map((file) => file.replace(".mjs", ""));
const named = process.argv.slice(2);
const unknown = named.filter((name) => !all.includes(name));
if (unknown.length > 0) throw new Error(`no tool ${unknown.join(", ")}: ${all.join(", ")}`);
testTools(named.length > 0 ? named : all);
