// `npm run dev`: serves the demo and rebuilds it whenever a file under www/ changes; reload the page to see it. The wasm
// modules stay as they are: run this again to rebuild them.
import { fileURLToPath } from "node:url";
import { context } from "esbuild";
import webpack from "webpack";
import config from "../webpack.config.js";
import { serveAndTell } from "../www/serve.mjs";
import { WORKER } from "./worker.mjs";

const path = (relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
// The sources themselves in the place of pkg/, but for the worker, which is one file. Webpack's usual development code needs `eval`, which the policy forbids.
const alias = {
  "attn-fiqa": path("www/lib/index.js"),
  [path("www/lib/models")]: path("www/models"),
  [path("www/lib/worker.js")]: path("pkg/worker.js"),
};
await (await context(WORKER)).watch();
/** @type {any} */
const development = { ...config, mode: "development", devtool: "source-map", resolve: { alias } };
webpack(development).watch({}, (error, stats) => console.log(error ?? (stats.toString("errors-warnings") || "attn-fiqa: rebuilt")));
await serveAndTell(path("dist"), 8080);
