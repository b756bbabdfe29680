// What a first visitor waits for: from an empty cache, over a slow line, to the first score of the sample portrait on the demo
// page, in Chromium. `npm run bench`; fails if it takes longer than the limit.
import { connect, createServer } from "node:net";
import { setTimeout } from "node:timers/promises";
import { open, start } from "../tests/browser/support.mjs";

/** The line: 20 Mbit/s for all connections together, and half of 40 ms each way. */
const BYTES_PER_MILLISECOND = 2500;
const DELAY = 20;
const RUNS = 5;

/** Seconds. */
const SERVERS = [
  { name: "a server that compresses", accept: "gzip, deflate, br", limit: 2.0 },
  { name: "a server that does not", accept: "identity", limit: 3.0 },
];

const session = await start("dist");
try {
  for (const { name, accept, limit } of SERVERS) {
    const times = [];
    for (let run = 0; run < RUNS; run++) times.push(await firstScore(accept));
    times.sort((a, b) => a.seconds - b.seconds);
    const { seconds, bytes } = times[(RUNS - 1) / 2];
    const worst = times[RUNS - 1].seconds.toFixed(2);
    const came = `${(bytes / 1e6).toFixed(2)} MB`;
    console.log(`first score from ${name}: median ${seconds.toFixed(2)} s (limit ${limit.toFixed(1)}), worst ${worst} of ${RUNS}, ${came}`);
    if (seconds > limit) process.exitCode = 1;
  }
} finally {
  await session.close();
}

/** @param {string} accept the encodings that the browser offers */
async function firstScore(accept) {
  const line = await slowLine(new URL(session.url));
  const begun = performance.now();
  const options = { extraHTTPHeaders: { "accept-encoding": accept } };
  const { page, context } = await open({ ...session, url: line.url }, "index.html", options);
  try {
    await page.locator("[data-sample=portrait]").click();
    // The page's first sample is scored too.
    await page.waitForFunction(() => {
      const isPortrait = /astronaut.*quality score/.test(document.getElementById("canvas").getAttribute("aria-label"));
      return isPortrait && document.body.dataset.state === "done";
    });
    return { seconds: (performance.now() - begun) / 1000, bytes: line.bytes() };
  } finally {
    await context.close();
    line.close();
  }
}

/** Another port for the same server, at the end of a slow line. @param {URL} server */
async function slowLine(server) {
  let [free, bytes] = [0, 0];
  const proxy = createServer((client) => {
    const upstream = connect(Number(server.port), "127.0.0.1");
    client.on("data", async (data) => {
      await setTimeout(DELAY);
      upstream.write(data);
    });
    upstream.on("data", async (data) => {
      bytes += data.length;
      // The whole line carries one piece after the other.
      free = Math.max(free, performance.now()) + data.length / BYTES_PER_MILLISECOND;
      upstream.pause();
      await setTimeout(free - performance.now());
      upstream.resume();
      await setTimeout(DELAY);
      client.write(data);
    });
    const endWith = (one, other) => one.on("error", () => other.destroy()).on("close", () => other.destroy());
    endWith(client, upstream);
    endWith(upstream, client);
  });
  await new Promise((resolve) => proxy.listen(0, "127.0.0.1", () => resolve(null)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (proxy.address());
  return { url: `http://localhost:${port}/`, bytes: () => bytes, close: () => proxy.close() };
}
