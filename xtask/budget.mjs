// Holds files against the sizes in budget.json: what a visitor downloads, after brotli at its best, and what the browser
// compiles.
import { readFile } from "node:fs/promises";
import { brotliCompressSync, constants } from "node:zlib";

const budgets = JSON.parse(await readFile(new URL("budget.json", import.meta.url), "utf8"));
for (const [file, budget] of Object.entries(budgets)) {
  const bytes = await readFile(new URL(`../${file}`, import.meta.url));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  const compressed = brotliCompressSync(bytes, { params }).length;
  console.log(`${file}: ${bytes.length} bytes of ${budget.bytes}, ${compressed} of ${budget.brotliBytes} after brotli`);
  if (compressed > budget.brotliBytes || bytes.length > budget.bytes) process.exitCode = 1;
}
