// Builds the demo page from www/demo and the assembled package in pkg/ into dist/, with compressed copies for the server.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import CopyPlugin from "copy-webpack-plugin";
import webpack from "webpack";
import en from "./www/demo/locales/en.js";
import { afterBuild } from "./xtask/after-webpack.mjs";
import { firstResult } from "./xtask/first-result.mjs";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const inDemo = (pattern) => ({ ...pattern, context: path("www/demo") });

/** Renders that the tests have too: people who never existed. */
const SAMPLES = { facing: "everyday-46", glasses: "everyday-32", shut: "everyday-38", far: "small-04" };
const render = (name) => path(`tests/fixtures/faces/${name}.jpg`);
const samples = Object.entries(SAMPLES).map(([name, from]) => ({ from: render(from), to: `samples/${name}.jpg` }));

/** The page in English, as it is read before its script is there. @param {Buffer} html */
function say(html) {
  const text = (key) => en[key].replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
  return html
    .toString()
    .replaceAll(/data-words="([^"]+)"[^>]*>/g, (tag, key) => tag + text(key))
    .replaceAll(/data-label="([^"]+)"/g, (label, key) => `${label} aria-label="${text(key)}"`)
    .replaceAll(/data-content="([^"]+)" content="/g, (content, key) => content + text(key));
}

export default {
  entry: path("www/demo/demo.js"),
  experiments: { outputModule: true },
  output: { path: path("dist"), filename: "demo.js", module: true, clean: true },
  resolve: { alias: { "attn-fiqa$": path("pkg/index.js"), "attn-fiqa/element$": path("pkg/element.js") } },
  plugins: [
    new CopyPlugin({
      patterns: [
        { from: "index.html", transform: say },
        { from: "*.{css,svg,webmanifest}" },
        { from: "icons", to: "icons" },
        { from: "samples", to: "samples" },
        {
          from: render(SAMPLES.facing),
          to: "samples/first-result.json",
          transform: () => firstResult(path("pkg"), render(SAMPLES.facing)),
        },
        ...samples,
      ].map(inDemo),
    }),
    // `npm start` serves the page before the GPU's engine is built.
    !existsSync(path("pkg/wasm/gpu")) && new webpack.IgnorePlugin({ resourceRegExp: /wasm\/gpu\// }),
    { apply: ({ hooks, options }) => hooks.afterEmit.tap("after", () => afterBuild(path("dist"), options.mode === "production")) },
  ],
  // The wasm module and the model are what they are; the budget in xtask/ watches over them.
  performance: { hints: false },
  stats: "errors-warnings",
};
