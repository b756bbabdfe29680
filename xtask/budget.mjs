// Holds files against the sizes in budget.json: what a visitor downloads, after brotli at its best.
import { readFile } from "node:fs/promises";
import { brotliCompressSync, constants } from "node:zlib";

const budget = JSON.parse(await readFile(new URL("budget.json", import.meta.url), "utf8"));
for (const [file, { brotliBytes }] of Object.entries(budget)) {
  const bytes = await readFile(new URL(`../${file}`, import.meta.url));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  const compressed = brotliCompressSync(bytes, { params }).length;
  console.log(`${file}: ${bytes.length} bytes, ${compressed} after brotli, budget ${brotliBytes}`);
  if (compressed > brotliBytes) process.exitCode = 1;
}
