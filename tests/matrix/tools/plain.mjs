// No tool at all: the browser imports the package's files as they are.
import { ENTRY, html, MAIN } from "../app/page.mjs";

const PACKAGE = "/node_modules/attn-fiqa/index.js";
const importMap = JSON.stringify({ imports: { "attn-fiqa": PACKAGE } });
const importedFrom = (address) => MAIN.replace('"attn-fiqa"', JSON.stringify(address));

export default {
  packages: {},
  files: {
    "plain/index.html": html("entry.js"),
    "plain/entry.js": ENTRY,
    "plain/main.js": importedFrom(PACKAGE),
    "map/index.html": html("entry.js", `<script type="importmap">${importMap}</script>`),
    "map/entry.js": ENTRY,
    "map/main.js": MAIN,
    "elsewhere/index.html": html("entry.js"),
    "elsewhere/entry.js": ENTRY,
  },
  ways: {
    script: async (project) => `${await project.serve(".")}plain/`,
    "import map": async (project) => `${await project.serve(".")}map/`,
    "another origin": async (project) => {
      const other = await project.serve("node_modules/attn-fiqa", { "access-control-allow-origin": "*" });
      await project.write("elsewhere/main.js", importedFrom(`${other}index.js`));
      return project.serve("elsewhere");
    },
  },
};
