// Entry of the npm scripts: builds and runs the build tool, which does the rest.
import { spawnSync } from "node:child_process";

const verb = process.argv[2];
const cargo = spawnSync("cargo", ["--version"], { stdio: "ignore" });
if (cargo.error) {
  console.error("attn-fiqa: cargo was not found. Install Rust from https://rustup.rs, then run this again.");
  process.exit(1);
}
console.log(`attn-fiqa: preparing the build tool for "npm run ${verb}" (the first time takes a minute or two)`);
const result = spawnSync("cargo", ["run", "--package", "xtask", "--", ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...process.env, CARGO_TERM_PROGRESS_WHEN: process.stdout.isTTY ? "auto" : "never" },
});
process.exit(result.status ?? 1);
