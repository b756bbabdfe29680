import { ENTRY, html, MAIN } from "../app/page.mjs";

const way = (options) => async (project) => {
  await project.run(`esbuild src/entry.js --bundle --format=esm --outdir=dist ${options}`);
  return project.serve("dist");
};

export default {
  packages: { esbuild: "0.28.2" },
  files: { "dist/index.html": html("entry.js"), "src/entry.js": ENTRY, "src/main.js": MAIN },
  ways: { plain: way(""), splitting: way("--splitting --minify") },
};
