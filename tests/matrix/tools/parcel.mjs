import { ENTRY, html, MAIN } from "../app/page.mjs";

export default {
  packages: { parcel: "2.16.4" },
  files: { "src/index.html": html("./entry.js"), "src/entry.js": ENTRY, "src/main.js": MAIN },
  ways: {
    build: async (project) => {
      await project.run("parcel build src/index.html --no-cache");
      return project.serve("dist");
    },
  },
};
