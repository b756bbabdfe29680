// Renders the page, and serves the package's files beside it.
import { createServer } from "node:http";
import sirv from "sirv";
import { render } from "./page.js";

const files = sirv(".", { dev: true });
const html = (language) => `<!doctype html>
<html lang="${language}">
  <meta charset="utf-8" />
  <title>Your photo</title>
  <link rel="icon" href="data:," />
  <script type="importmap">{ "imports": { "attn-fiqa/element": "/node_modules/attn-fiqa/element.js" } }</script>
  <script type="module" src="/page.js"></script>
  ${render(language)}
</html>`;

const port = Number(process.env.PORT ?? 3000);
createServer((request, response) => {
  if (request.url !== "/") return files(request, response);
  const language = /^de\b/.test(request.headers["accept-language"] ?? "") ? "de" : "en";
  response.setHeader("content-type", "text/html; charset=utf-8").end(html(language));
}).listen(port, () => console.log(`http://localhost:${port}/`));
