import { ENTRY, html, MAIN } from "../app/page.mjs";

export default {
  packages: { webpack: "5.112.2", "webpack-cli": "7.3.1" },
  files: { "dist/index.html": html("main.js"), "src/index.js": ENTRY, "src/main.js": MAIN },
  ways: {
    build: async (project) => {
      await project.run("webpack --mode production");
      return project.serve("dist");
    },
  },
};
