// The package as npm would deliver it: packed, installed elsewhere, imported without a browser, type-checked.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
let folder;
let packed;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "attn-fiqa-"));
  const npm = (...words) =>
    execFileSync("npm", [...words, "--silent", "--no-audit", "--no-fund", "--offline"], { cwd: folder, encoding: "utf8" });
  packed = JSON.parse(npm("pack", join(root, "pkg"), "--json"))[0];
  await writeFile(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  npm("install", `./${packed.filename}`);
});
after(() => rm(folder, { recursive: true }));

test("holds all it needs", () => {
  const files = packed.files.map(({ path }) => path);
  // biome-ignore format: as in the package
  for (const needed of [
    "index.js", "index.d.ts", "types.d.ts", "worker.js", "wasm/cpu/attn_fiqa_bg.wasm", "wasm/cpu-relaxed/attn_fiqa_bg.wasm", "wasm/gpu/attn_fiqa_bg.wasm", "models/default.safetensors", "models/README.md",
    "models/locator.safetensors", "models/locator.NOTICE.md",
    "README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE", "package.json", "schema.json",
  ]) {
    assert.ok(files.includes(needed), `${needed} is missing`);
  }
});

test("types come first in exports, and the version is the crate's", async () => {
  const { exports, version } = JSON.parse(await readFile(join(root, "pkg/package.json"), "utf8"));
  assert.equal(Object.keys(exports["."])[0], "types");
  const cargo = await readFile(join(root, "Cargo.toml"), "utf8");
  assert.equal(version, /^version = "(.+)"/m.exec(cargo)[1]);
});

test("importing it without a browser does nothing and throws nothing", () => {
  const script = `
    const before = Object.keys(globalThis).length;
    const { FaceQuality, FaceQualityError, drawOverlay, heatmap, checkSupport } = await import("attn-fiqa");
    if (Object.keys(globalThis).length !== before) throw new Error("globals");
    if (![FaceQuality, FaceQualityError, drawOverlay, heatmap, checkSupport].every((x) => typeof x === "function")) throw new Error("exports");
    console.log(JSON.stringify(await checkSupport()));`;
  const output = execFileSync("node", ["--input-type=module", "--eval", script], { cwd: folder, encoding: "utf8" });
  assert.deepEqual(JSON.parse(output), { webgpu: false, simd: true, worker: false, camera: false });
});

test("its types hold for a strict TypeScript user", async () => {
  await cp(join(root, "tests/packaging/user.ts"), join(folder, "user.ts"));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  // biome-ignore format: as on the command line
  const strict = ["--noEmit", "--strict", "--module", "esnext", "--moduleResolution", "bundler", "--target", "es2022", "--lib", "es2023,dom,esnext.disposable", "--types", ""];
  execFileSync("node", [tsc, ...strict, "user.ts"], { cwd: folder, encoding: "utf8", stdio: ["ignore", "inherit", "inherit"] });
});

test("the digests in the package are those of its models", async () => {
  const { DIGESTS } = await import(join(root, "pkg/digests.js"));
  for (const [model, integrity] of Object.entries(DIGESTS)) {
    const digest = await crypto.subtle.digest("SHA-256", await readFile(join(root, `pkg/models/${model}.safetensors`)));
    assert.equal(integrity, `sha256-${Buffer.from(digest).toString("base64")}`);
  }
});
