// Vite 8: bundles with Rolldown; its development server rewrites dependencies unless it is told not to.
import { ENTRY, html, MAIN } from "../app/page.mjs";

export default {
  packages: { vite: "8.3.8" },
  files: { "index.html": html("/entry.js"), "entry.js": ENTRY, "main.js": MAIN },
  ways: {
    dev: (project) => project.start((port) => `vite --port ${port} --strictPort`),
    build: async (project) => {
      await project.run("vite build");
      return project.serve("dist");
    },
  },
};
