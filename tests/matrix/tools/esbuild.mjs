// esbuild: leaves the package's files to its user.
import { COPY_FILES, COPY_PACKAGE, ENTRY, html, MAIN, MAIN_WITH_ASSETS } from "../app/page.mjs";

const way = (options, copy) => async (project) => {
  await project.run(`esbuild src/entry.js --bundle --outdir=dist ${options}`);
  await project.run(copy);
  return project.serve("dist");
};

export default {
  packages: { esbuild: "0.28.2" },
  files: { "dist/index.html": html("entry.js"), "src/entry.js": ENTRY, "src/main.js": MAIN },
  ways: {
    "one file": way("--format=esm", COPY_FILES),
    splitting: way("--format=esm --splitting --minify", COPY_FILES),
    "classic script": async (project) => {
      await project.write("src/main.js", MAIN_WITH_ASSETS);
      return way("--format=iife", COPY_PACKAGE)(project);
    },
  },
};
