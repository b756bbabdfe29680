// Builds the demo page from www/demo and the assembled package in pkg/ into dist/.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import CopyPlugin from "copy-webpack-plugin";
import webpack from "webpack";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const inDemo = (pattern) => ({ ...pattern, context: path("www/demo") });

export default {
  entry: path("www/demo/demo.js"),
  experiments: { outputModule: true },
  output: { path: path("dist"), filename: "demo.js", module: true, clean: true },
  resolve: { alias: { "attn-fiqa": path("pkg/index.js") } },
  plugins: [
    new CopyPlugin({ patterns: [{ from: "*.{html,css,svg}" }, { from: "samples", to: "samples" }].map(inDemo) }),
    // `npm start` serves the page before the GPU's engine is built.
    !existsSync(path("pkg/wasm/gpu")) && new webpack.IgnorePlugin({ resourceRegExp: /wasm\/gpu\// }),
  ],
  // The wasm module and the model are what they are; the budget in xtask/ watches over them.
  performance: { hints: false },
  stats: "errors-warnings",
};
