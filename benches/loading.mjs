// What loading costs in Chromium: memory on top of the idle page, and the page's longest task. `npm run bench`.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { bigModel } from "../tests/browser/big-model.mjs";
import { SOURCES, loadCost } from "../tests/browser/load-cost.mjs";
import { start } from "../tests/browser/support.mjs";

const URL_PATH = "/big.safetensors";

const path = await bigModel();
const { size } = await stat(path);
const integrity = `sha256-${await digest(path)}`;
const session = await start(".", (request, response) => {
  if (request.url !== URL_PATH) return false;
  response.writeHead(200, { "content-length": size, "content-type": "application/octet-stream" });
  createReadStream(path).pipe(response);
  return true;
});
try {
  console.log(`ViT-S in half precision, ${(size / 1e6).toFixed(1)} MB\n`);
  console.log("| from | runs | memory of the page, × the file | whole browser | longest task of the page | seconds |");
  console.log("|---|---|---|---|---|---|");
  for (const worker of process.argv[3] ? [process.argv[3] === "w"] : [true, false]) {
    for (const source of process.argv[2] ? [process.argv[2]] : SOURCES) {
      const { peak, all, longest, seconds } = await loadCost(session, { url: URL_PATH, path, integrity, source, worker });
      const times = (bytes) => (bytes / size).toFixed(2);
      const where = worker ? "in a worker" : "on the page";
      console.log(`| ${source} | ${where} | ${times(peak)} | ${times(all)} | ${longest.toFixed(0)} ms | ${seconds.toFixed(1)} |`);
    }
  }
} finally {
  await session.close();
}

async function digest(path) {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}
