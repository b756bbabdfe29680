// Vite 7, which many projects still use: bundles with Rollup.
import { ENTRY, html, MAIN } from "../app/page.mjs";

export default {
  packages: { vite: "7.3.8" },
  files: { "index.html": html("/entry.js"), "entry.js": ENTRY, "main.js": MAIN },
  ways: {
    dev: (project) => project.start((port) => `vite --port ${port} --strictPort`),
    build: async (project) => {
      await project.run("vite build");
      return project.serve("dist");
    },
  },
};
