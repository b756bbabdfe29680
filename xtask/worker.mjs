// Makes pkg/worker.js one file without imports, the glue of the engines inside: bundlers and pages then move it like an image.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** Before an engine is built, its glue is an error when it is asked for. */
const missing = {
  name: "missing",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\/wasm\/.*\/attn_fiqa\.js$/ }, ({ path: glue, resolveDir }) =>
      existsSync(`${resolveDir}/${glue}`) ? null : { path: glue, namespace: "missing" },
    );
    onLoad({ filter: /.*/, namespace: "missing" }, ({ path: glue }) => ({
      contents: `throw new Error(${JSON.stringify(`${glue} is not built`)});`,
    }));
  },
};

/** @type {import("esbuild").BuildOptions} */
export const WORKER = {
  entryPoints: [path("../www/lib/worker.js")],
  outfile: path("../pkg/worker.js"),
  allowOverwrite: true,
  bundle: true,
  format: "iife",
  target: "es2022",
  minify: true,
  // The page says where everything is.
  define: { "import.meta.url": "undefined" },
  plugins: [missing],
  logLevel: "warning",
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await build(WORKER);
