// Vite 7, which many projects still use; its development server needs a line of configuration.
import { ENTRY, fromDocs, html, MAIN } from "../app/page.mjs";
import vite from "./vite.mjs";

export default {
  packages: { vite: "7.3.8" },
  files: { "index.html": html("/entry.js"), "entry.js": ENTRY, "main.js": MAIN, "vite.config.js": fromDocs("vite.config.js") },
  ways: vite.ways,
};
