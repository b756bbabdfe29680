import { ENTRY, html, MAIN } from "../app/page.mjs";

export default {
  packages: { "@rspack/core": "2.3.3", "@rspack/cli": "2.2.8" },
  files: { "dist/index.html": html("main.js"), "src/index.js": ENTRY, "src/main.js": MAIN },
  ways: {
    build: async (project) => {
      await project.run("rspack build --mode production");
      return project.serve("dist");
    },
  },
};
