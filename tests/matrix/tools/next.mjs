// Next 16, whose pages are rendered on a server first.
import { MAIN } from "../app/page.mjs";

const LAYOUT = `export default ({ children }) => <html lang="en"><head><link rel="icon" href="data:," /></head><body>{children}</body></html>;\n`;
const PAGE = `"use client";
import { useEffect } from "react";
import { start } from "./main.js";

export default function Page() {
  useEffect(start, []);
  return <main><input type="file" /><output /></main>;
}
`;

export default {
  packages: { next: "16.4.6", react: "19.3.1", "react-dom": "19.3.1" },
  files: { "app/layout.jsx": LAYOUT, "app/page.jsx": PAGE, "app/main.js": MAIN },
  ways: {
    dev: (project) => project.start((port) => `next dev --port ${port}`),
    build: async (project) => {
      await project.run("next build");
      return project.start((port) => `next start --port ${port}`);
    },
  },
};
