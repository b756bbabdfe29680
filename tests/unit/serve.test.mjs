// The server behind `npm start`: on both addresses of this machine, on a port that nobody else has.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { serve, serveAndTell } from "../../www/serve.mjs";

const folder = fileURLToPath(new URL("../../www/demo", import.meta.url));

/** A port that is taken at one address; null if this machine lacks the address. @returns {Promise<any>} */
function take(address) {
  const server = createServer();
  return new Promise((resolve) => server.once("error", () => resolve(null)).listen(0, address, () => resolve(server)));
}

for (const address of ["127.0.0.1", "::1"]) {
  test(`a port that is taken at ${address} is left to its owner, and the next one is named`, async (context) => {
    const owner = await take(address);
    if (!owner) return context.skip(`this machine has no ${address}`);
    const { port } = owner.address();
    const lines = [];
    context.mock.method(console, "log", (line) => lines.push(line));
    const { url, close } = await serveAndTell(folder, port);
    try {
      assert.ok(Number(new URL(url).port) > port);
      assert.deepEqual(lines, [`attn-fiqa: port ${port} is taken; the demo is at ${url} (stop with Ctrl-C)`]);
    } finally {
      close();
      owner.close();
    }
  });
}

test("localhost answers on both addresses", async () => {
  const { port, close } = await serve(folder, 8200);
  try {
    const hosts = ["127.0.0.1", "localhost"];
    const six = await take("::1");
    six?.close();
    if (six) hosts.push("[::1]");
    for (const host of hosts) assert.equal((await fetch(`http://${host}:${port}/index.html`)).status, 200, host);
  } finally {
    close();
  }
});
