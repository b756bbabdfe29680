// Builds the demo page from www/demo and the assembled package in pkg/ into dist/, with compressed copies for the server.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import CopyPlugin from "copy-webpack-plugin";
import webpack from "webpack";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const inDemo = (pattern) => ({ ...pattern, context: path("www/demo") });

/** A brotli copy beside each file that gets smaller by it, which models and photos hardly do. */
function compress() {
  // Takes a fraction of a second; the best quality takes half a minute.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5 };
  for (const name of readdirSync(path("dist")).filter((name) => /\.(css|html|js|svg|wasm)$/.test(name))) {
    writeFileSync(path(`dist/${name}.br`), brotliCompressSync(readFileSync(path(`dist/${name}`)), { params }));
  }
}

export default {
  entry: path("www/demo/demo.js"),
  experiments: { outputModule: true },
  output: { path: path("dist"), filename: "demo.js", module: true, clean: true },
  resolve: { alias: { "attn-fiqa": path("pkg/index.js") } },
  plugins: [
    new CopyPlugin({ patterns: [{ from: "*.{html,css,svg}" }, { from: "samples", to: "samples" }].map(inDemo) }),
    // `npm start` serves the page before the GPU's engine is built.
    !existsSync(path("pkg/wasm/gpu")) && new webpack.IgnorePlugin({ resourceRegExp: /wasm\/gpu\// }),
    { apply: ({ hooks, options }) => options.mode === "production" && hooks.afterEmit.tap("compress", compress) },
  ],
  // The wasm module and the model are what they are; the budget in xtask/ watches over them.
  performance: { hints: false },
  stats: "errors-warnings",
};
