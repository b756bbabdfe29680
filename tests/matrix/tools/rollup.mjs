// Rollup 4: leaves the package's files to its user.
import { COPY_FILES, ENTRY, html, MAIN } from "../app/page.mjs";

export default {
  packages: { rollup: "4.68.8", "@rollup/plugin-node-resolve": "16.0.3" },
  files: { "dist/index.html": html("entry.js"), "src/entry.js": ENTRY, "src/main.js": MAIN },
  ways: {
    build: async (project) => {
      await project.run("rollup src/entry.js --dir dist --format es --plugin node-resolve");
      await project.run(COPY_FILES);
      return project.serve("dist");
    },
  },
};
