// WebKitGTK, Safari's engine, driven by classic WebDriver over HTTP, on a display of its own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:http";

const DRIVER = "/usr/bin/WebKitWebDriver";
const DISPLAY_SERVER = "/usr/bin/Xvfb";

/**
 * Its sandbox needs user namespaces, which machines for tests often lack. Memory that threads share: Safari has it on isolated pages,
 * WebKitGTK only if told.
 */
const ENVIRONMENT = { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1", JSC_useSharedArrayBuffer: "1" };

/** Milliseconds for a script in the page, and for the driver to start: on a busy machine a file of tests is one script of minutes.
 * Node.js's own requests end after 300 s. */
const SCRIPT_LIMIT = 280_000;
const START_LIMIT = 20_000;

/** Debian's package puts it into a folder of the machine's kind. */
const miniBrowser = () =>
  readdirSync("/usr/lib")
    .map((kind) => `/usr/lib/${kind}/webkit2gtk-4.1/MiniBrowser`)
    .find((path) => existsSync(path));

export async function launch() {
  const [screen, display] = await startScreen();
  const port = await freePort();
  const env = { ...process.env, ...ENVIRONMENT, DISPLAY: display };
  const driver = spawn(DRIVER, [`--port=${port}`], { env, stdio: "ignore" });
  const url = `http://127.0.0.1:${port}/session`;
  const close = async () => void [driver.kill(), screen.kill()];
  return { open: (address) => Session.start(url).then((session) => session.open(address)), close };
}

/** A browser with a profile of its own, for one page. */
class Session {
  /** @param {string} url of the driver @param {string} id */
  constructor(url, id) {
    this.url = `${url}/${id}`;
  }

  static async start(url) {
    const options = { binary: miniBrowser(), args: ["--automation"] };
    const alwaysMatch = { browserName: "MiniBrowser", "webkitgtk:browserOptions": options };
    for (const late = Date.now() + START_LIMIT; ; ) {
      try {
        const { sessionId } = await ask("POST", url, { capabilities: { alwaysMatch } });
        return new Session(url, sessionId);
      } catch (error) {
        // Until the driver listens.
        if (error.cause?.code !== "ECONNREFUSED" || Date.now() > late) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  async open(url) {
    await ask("POST", `${this.url}/timeouts`, { script: SCRIPT_LIMIT });
    await ask("POST", `${this.url}/url`, { url });
    await this.#execute(`(${listen})(); arguments[0]({})`, []);
    /** @type {string[]} */
    const complaints = [];
    const evaluate = async (run, argument = null) => {
      const end = await this.#execute(`(${call})(${run}, ...arguments)`, [argument]);
      complaints.push(...end.complaints);
      if (end.error) throw new Error(end.error);
      return end.value;
    };
    return { evaluate, complaints, close: () => ask("DELETE", this.url) };
  }

  #execute(script, args) {
    return ask("POST", `${this.url}/execute/async`, { script, args });
  }
}

/** In the page: keeps what it complains about, which this driver cannot tell. */
function listen() {
  const told = /** @type {any} */ ((globalThis.complaints = []));
  for (const level of /** @type {const} */ (["error", "warn"])) {
    const { [level]: say } = console;
    console[level] = (...words) => void [told.push(words.join(" ")), say(...words)];
  }
  // Other listeners may call it handled.
  const tell = (event, what) => setTimeout(() => event.defaultPrevented || told.push(what));
  addEventListener("error", (event) => tell(event, event.message));
  addEventListener("unhandledrejection", (event) => tell(event, String(event.reason)));
}

/** In the page: the driver waits until `done` is called. */
function call(run, argument, done) {
  const end = (result) => setTimeout(() => done({ complaints: /** @type {any} */ (globalThis).complaints.splice(0), ...result }));
  Promise.resolve(argument)
    .then(run)
    .then(
      (value) => end({ value }),
      (error) => end({ error: `${error}\n${error.stack}` }),
    );
}

async function ask(method, url, body) {
  const response = await fetch(url, { method, body: body && JSON.stringify(body) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
  return value;
}

/** A virtual screen on a free display, which it names. @returns {Promise<[import("node:child_process").ChildProcess, string]>} */
async function startScreen() {
  const screen = spawn(DISPLAY_SERVER, ["-displayfd", "3", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const [number] = await Promise.race([once(/** @type {any} */ (screen.stdio[3]), "data"), once(screen, "exit")]);
  if (screen.exitCode !== null) throw new Error(`Xvfb ended with ${number}`);
  return [screen, `:${String(number).trim()}`];
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {any} */ (server.address());
  server.close();
  return port;
}
