// A project of a user, made for one test: the tool and the packed package are installed as a user installs them.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import sirv from "sirv";
import { installInto } from "./install.mjs";

/** Milliseconds for a build, and for a development server's first answer: Next's take some 20 s on 2 cores. */
const BUILD_LIMIT = 180_000;
const START_LIMIT = 60_000;

/** Tools that report home, or ask, must not. */
const ENVIRONMENT = { ...process.env, CI: "1", NO_COLOR: "1", NEXT_TELEMETRY_DISABLED: "1", PARCEL_WORKERS: "1" };

/** @typedef {{ url: string, close: () => Promise<unknown> | void }} Served */

export class Project {
  /** What has to end before the folder goes. @type {(() => unknown)[]} */
  #endings = [];

  /** @param {string} folder */
  constructor(folder) {
    this.folder = folder;
  }

  /**
   * @param {string} packed a folder where npm has installed the packed package
   * @param {{ packages: Record<string, string>, files: Record<string, string> }} tool
   * @throws {import("./install.mjs").NotInstalled}
   */
  static async make(packed, { packages, files }) {
    const project = new Project(await mkdtemp(join(tmpdir(), "attn-fiqa-matrix-")));
    try {
      await installInto(project.folder, packages, packed);
      for (const [name, text] of Object.entries(files)) await project.write(name, text);
    } catch (error) {
      await project.remove();
      throw error;
    }
    return project;
  }

  /** @param {string} name @param {string} text */
  async write(name, text) {
    const path = join(this.folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }

  /** Runs a command line to its end, as a script of package.json would. @param {string} line */
  async run(line) {
    const child = this.#spawn(line);
    const timer = setTimeout(() => end(child), BUILD_LIMIT);
    const [code] = await once(child, "close");
    clearTimeout(timer);
    if (code !== 0) throw new Error(`${line} ended with ${code ?? `no answer after ${BUILD_LIMIT / 1000} s`}:\n${child.said}`);
  }

  /** Starts a server that runs until the project is removed. @param {(port: number) => string} line @returns {Promise<string>} its address */
  async start(line) {
    const port = await freePort();
    const url = `http://localhost:${port}/`;
    const child = this.#spawn(line(port));
    this.#endings.push(() => end(child));
    const late = Date.now() + START_LIMIT;
    while (!(await answers(url))) {
      if (child.exitCode !== null || Date.now() > late) throw new Error(`${line(port)} does not serve:\n${child.said}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return url;
  }

  /** Serves files as any web server does. @param {string} folder @param {Record<string, string>} [headers] @returns {Promise<string>} */
  async serve(folder, headers = {}) {
    const files = sirv(join(this.folder, folder), { dev: true, setHeaders: (response) => setAll(response, headers) });
    const server = createServer((request, response) => void files(request, response));
    await once(server.listen(0, "localhost"), "listening");
    this.#endings.push(() => server.close());
    return `http://localhost:${/** @type {any} */ (server.address()).port}/`;
  }

  async remove() {
    for (const ending of this.#endings) await ending();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  /** In a group of its own, since tools start others. @param {string} line */
  #spawn(line) {
    const path = `${join(this.folder, "node_modules/.bin")}:${process.env.PATH}`;
    const child = spawn(line, { cwd: this.folder, shell: true, detached: true, env: { ...ENVIRONMENT, PATH: path } });
    const spoken = Object.assign(child, { said: "" });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (spoken.said += text));
    return spoken;
  }
}

/** @param {import("node:http").ServerResponse} response @param {Record<string, string>} headers */
function setAll(response, headers) {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

/** Ends a process and those that it started. @param {import("node:child_process").ChildProcess} child */
async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "close");
  process.kill(-Number(child.pid), "SIGKILL");
  await closed;
}

async function freePort() {
  const server = createServer().listen(0, "localhost");
  await once(server, "listening");
  const { port } = /** @type {any} */ (server.address());
  server.close();
  await once(server, "close");
  return port;
}

/** @param {string} url */
const answers = (url) =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
