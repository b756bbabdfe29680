// What the package is compared with: onnxruntime-web, and Python's onnx, which writes its graphs. Both are installed into
// target/peer: they are not dependencies of anything.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir } from "node:fs/promises";
import { path } from "../../tests/browser/support.mjs";

/** Where it is. */
export const HOME = process.env.ATTN_FIQA_PEER ?? path("target/peer");

/** Its Python. */
export const PYTHON = `${HOME}/venv/bin/python`;

/** Installs the peer and makes its graphs, once; why it cannot be, if it cannot. */
export async function install() {
  try {
    await mkdir(HOME, { recursive: true });
    const run = (program, ...args) => execFileSync(program, args, { cwd: HOME, stdio: ["ignore", "ignore", "pipe"] });
    if (!existsSync(`${HOME}/node_modules/onnxruntime-web`)) {
      await cp(path("benches/peer/package.json"), `${HOME}/package.json`);
      run("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts");
    }
    const model = readFileSync(path("www/models/default.safetensors"));
    if (!existsSync(`${HOME}/graphs/facts.json`) || !model.equals(readFileSync(`${HOME}/graphs/default.safetensors`))) {
      run(process.env.PYTHON ?? "python3", "-m", "venv", "venv");
      run(PYTHON, "-m", "pip", "install", "--quiet", "-r", path("benches/peer/requirements.txt"));
      run(PYTHON, path("benches/peer/graphs.py"), "graphs");
    }
  } catch (error) {
    return String(error.stderr || error.message)
      .trim()
      .split("\n")
      .at(-1);
  }
}

/** Serves the peer's files and the graphs, which are outside of the repository's own. */
export function answer(request, response) {
  const [, kind, name] = /^\/peer\/(graphs|dist)\/([\w.-]+)$/.exec(request.url) ?? [];
  if (!kind) return false;
  const file = kind === "graphs" ? `${HOME}/graphs/${name}` : `${HOME}/node_modules/onnxruntime-web/dist/${name}`;
  const type = { mjs: "text/javascript", wasm: "application/wasm" }[name.split(".").at(-1)] ?? "application/octet-stream";
  response.writeHead(200, { "content-type": type }).end(readFileSync(file));
  return true;
}
