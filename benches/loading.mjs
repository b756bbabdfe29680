// What loading costs in Chromium: memory on top of the idle page, and the page's longest task. `npm run bench`; fails if the engine takes
// more memory of its own than its limit.
import { startWithBigModel } from "../tests/browser/big-model.mjs";
import { engineCost, loadCost, SOURCES } from "../tests/browser/load-cost.mjs";

/** Bytes that the engine may take on a blank page, without the pages of the browser's own files. */
const ENGINE_LIMIT = 25e6;

const { session, model } = await startWithBigModel();
try {
  const times = (bytes) => (bytes / model.size).toFixed(2);
  console.log(`\nLoading ViT-S in half precision, ${(model.size / 1e6).toFixed(1)} MB; memory in multiples of the file`);
  for (const worker of [true, false]) {
    const engine = await engineCost(session, worker);
    if (engine.own > ENGINE_LIMIT) process.exitCode = 1;
    const [rest, own] = [engine.rest, engine.own].map((bytes) => `${(bytes / 1e6).toFixed(0)} MB`);
    const where = worker ? "In a worker" : "On the page";
    console.log(`\n${where}; the engine takes ${rest} of a blank page, ${own} without the pages of the browser's own files\n`);
    console.log("| from | most | when loaded | most, whole browser | longest task of the page | seconds |");
    console.log("|---|---|---|---|---|---|");
    for (const source of SOURCES) {
      const { peak, rest, all, longest, seconds } = await loadCost(session, { ...model, source, worker });
      const memory = [peak, rest, all].map((bytes) => times(bytes)).join(" | ");
      console.log(`| ${source} | ${memory} | ${longest.toFixed(0)} ms | ${seconds.toFixed(1)} |`);
    }
  }
} finally {
  await session.close();
}
