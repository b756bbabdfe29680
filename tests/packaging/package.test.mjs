// The package as npm would deliver it: packed, installed elsewhere, imported without a browser, type-checked, examined.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

const root = fileURLToPath(new URL("../../", import.meta.url));
let folder;
let packed;
/** What pkg/package.json states. @type {any} */
let stated;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "attn-fiqa-"));
  const npm = (...words) =>
    execFileSync("npm", [...words, "--silent", "--no-audit", "--no-fund", "--offline"], { cwd: folder, encoding: "utf8" });
  packed = JSON.parse(npm("pack", join(root, "pkg"), "--json"))[0];
  await writeFile(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  npm("install", `./${packed.filename}`);
  stated = JSON.parse(await readFile(installed("package.json"), "utf8"));
});

/** A file of the package, where npm put it. @param {string} path */
const installed = (path) => join(folder, "node_modules/attn-fiqa", path);
after(() => rm(folder, { recursive: true }));

test("holds all it needs", () => {
  const files = packed.files.map(({ path }) => path);
  // biome-ignore format: as in the package
  for (const needed of [
    "index.js", "types.d.ts", "worker.js", "wasm/cpu/attn_fiqa_bg.wasm", "wasm/cpu-relaxed/attn_fiqa_bg.wasm", "wasm/gpu/attn_fiqa_bg.wasm",
    "models/default.safetensors", "models/README.md",
    "models/locator.safetensors", "models/locator.NOTICE.md",
    "README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE", "package.json", "schema.json", "custom-elements.json",
  ]) {
    assert.ok(files.includes(needed), `${needed} is missing`);
  }
  const left = files.filter((path) => /tsconfig|\.test\.|\.ts$/.test(path) && !/\.d\.ts$/.test(path));
  assert.deepEqual(left, [], "files of the repository alone");
});

test("its version is the crate's", async () => {
  const cargo = await readFile(join(root, "Cargo.toml"), "utf8");
  assert.equal(stated.version, /^version = "(.+)"/m.exec(cargo)[1]);
});

test("publint finds nothing", async () => {
  const { messages, pkg } = await publint({ pkgDir: installed("."), strict: true, pack: false });
  assert.deepEqual(
    messages.map((message) => formatMessage(message, pkg, { color: false })),
    [],
  );
});

test("are the types wrong? No", async () => {
  const tarball = createPackageFromTarballData(await readFile(join(folder, packed.filename)));
  const { types, problems } = /** @type {any} */ (await checkPackage(tarball));
  assert.ok(types);
  // An ES module alone, as stated in the README: what asks with require() gets none, in any form.
  const asked = problems.filter(({ resolutionKind }) => !["node10", "node16-cjs"].includes(resolutionKind));
  assert.deepEqual(asked, []);
});

test("what has an effect when it is imported is marked, and nothing else", async () => {
  assert.deepEqual(stated.sideEffects, ["./element.js", "./react.js", "./worker.js"]);
  for (const file of stated.sideEffects) assert.ok(existsSync(installed(file)), file);
});

test("a link in its texts leads to a file of the package, or elsewhere", async () => {
  let links = 0;
  for (const { path } of packed.files.filter(({ path }) => path.endsWith(".md"))) {
    const text = await readFile(installed(path), "utf8");
    for (const [, link] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      links++;
      if (/^(https:|#)/.test(link)) continue;
      assert.ok(existsSync(join(dirname(installed(path)), link.replace(/#.*/, ""))), `${path} links to ${link}`);
    }
  }
  assert.ok(links > 30, `${links} links`);
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

test("importing any of its modules without a browser does nothing", () => {
  const modules = Object.entries(stated.exports).filter(([name, { default: file }]) => file && name !== "./worker.js");
  assert.deepEqual(
    modules.map(([name]) => name),
    [".", "./element", "./react"],
  );
  for (const [name] of modules) {
    const script = `
      const before = Reflect.ownKeys(globalThis).length;
      const { FaceQualityInputElement } = await import(${JSON.stringify(join("attn-fiqa", name))});
      console.log(JSON.stringify([Reflect.ownKeys(globalThis).length - before, typeof FaceQualityInputElement]));`;
    const output = execFileSync("node", ["--input-type=module", "--eval", script], { cwd: folder, encoding: "utf8" });
    assert.deepEqual(JSON.parse(output), [0, name === "." ? "undefined" : "function"], name);
  }
});

test("its files can be asked for by name, as bundlers and servers do", () => {
  const files = ["worker.js", "wasm/cpu/attn_fiqa_bg.wasm", "wasm/gpu/attn_fiqa_bg.wasm", "models/default.safetensors", "schema.json"];
  const script = `for (const file of ${JSON.stringify(files)}) console.log(import.meta.resolve("attn-fiqa/" + file));`;
  const output = execFileSync("node", ["--input-type=module", "--eval", script], { cwd: folder, encoding: "utf8" });
  for (const url of output.trim().split("\n")) assert.ok(existsSync(fileURLToPath(url)), url);
});

/** Compiles a file of this folder as a strict user does, with the declarations checked too. */
async function compile(file, ...options) {
  await cp(join(root, "tests/packaging", file), join(folder, file));
  const strict = ["--noEmit", "--strict", "--target", "es2022", "--lib", "es2022,dom", "--types", "", "--skipLibCheck", "false"];
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  execFileSync("node", [tsc, ...strict, ...options, file], { cwd: folder, encoding: "utf8", stdio: ["ignore", "inherit", "inherit"] });
}

for (const [module, resolution] of [
  ["esnext", "bundler"],
  ["nodenext", "nodenext"],
]) {
  test(`its types hold for a strict TypeScript user: ${resolution}`, () =>
    compile("user.ts", "--module", module, "--moduleResolution", resolution));
}

test("its types hold for a user of explicit resource management", () =>
  compile("using.ts", "--module", "esnext", "--moduleResolution", "bundler", "--lib", "es2022,dom,esnext.disposable"));

const reactTypes = join(root, "node_modules/@types/react");
test("its types hold for a React user", { skip: existsSync(reactTypes) ? false : "needs @types/react: npm ci" }, async () => {
  await symlink(dirname(reactTypes), join(folder, "node_modules/@types"));
  await compile("react.tsx", "--module", "esnext", "--moduleResolution", "bundler", "--jsx", "react-jsx");
});

test("the digests in the package are those of its models", async () => {
  const { DIGESTS } = await import(join(root, "pkg/digests.js"));
  for (const [model, integrity] of Object.entries(DIGESTS)) {
    const digest = await crypto.subtle.digest("SHA-256", await readFile(join(root, `pkg/models/${model}.safetensors`)));
    assert.equal(integrity, `sha256-${Buffer.from(digest).toString("base64")}`);
  }
});
