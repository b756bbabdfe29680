// The camera, live: scored frames a second, and what keeps the page's thread while model and camera start, while frames are scored
// and when the photo is taken; for the form component and the demo page, with Chromium's fake camera. `npm run bench`; fails if a task
// takes 50 ms of the thread's time.
import { loadavg } from "node:os";
import { button, fresh, inState, launchWithCamera, openElementPage } from "../tests/browser/element-page.mjs";
import { LONG, longestTask } from "../tests/browser/page-tasks.mjs";
import { start } from "../tests/browser/support.mjs";

const SIZES = [
  { width: 640, height: 480 },
  { width: 1280, height: 720 },
];
/** Milliseconds for which frames are counted. */
const SPAN = 5000;

/** Each place's page with its model, its camera that takes no photo by itself, and what happens after a photo was taken. */
const PLACES = {
  component: {
    open: async (session) => (await openElementPage(session)).page,
    load: async (page, _session) => {
      await fresh(page, { "auto-capture": "off" });
      await page.evaluate(async () => (await import("/pkg/element/shared-quality.js")).acquire({ model: undefined }).quality);
    },
    start: (page) => button(page, "camera").click(),
    finish: (page) => inState(page, "accepted", "refused"),
  },
  demo: {
    open: async ({ demo, browser }) => {
      const page = await browser.newPage();
      await page.goto(`${demo}icon.svg`);
      return page;
    },
    load: async (page, { demo }) => {
      await page.goto(demo);
      await page.waitForFunction(() => "loaded" in document.body.dataset && document.body.dataset.state === "done");
    },
    start: (page) => page.locator("#live-start").click(),
    finish: (page) => page.waitForFunction(() => document.body.dataset.state === "done" && document.getElementById("live").hidden),
  },
};

const demo = await start("dist");
const milliseconds = ({ own, wall }) => `${own.toFixed(0)} (${wall.toFixed(0)})`;
try {
  console.log(
    "\n| camera | where | scored frames a second | longest task of the page, ms of processor time (by the clock): load | live | photo |",
  );
  console.log("|---|---|---|---|---|---|");
  for (const size of SIZES) {
    const session = { ...(await launchWithCamera(["good"], { size })), demo: demo.url };
    for (const [name, place] of Object.entries(PLACES)) {
      const { rate, tasks } = await measure(session, place);
      console.log(`| ${size.width}×${size.height} | ${name} | ${rate.toFixed(1)} | ${tasks.map(milliseconds).join(" | ")} |`);
      if (tasks.some(({ own }) => own >= LONG)) process.exitCode = 1;
    }
    await session.close();
  }
  console.log(`\nload of the machine: ${loadavg()[0].toFixed(1)}`);
} finally {
  await demo.close();
}

/** @param {any} session @param {typeof PLACES.component} place */
async function measure(session, { open, load, start, finish }) {
  const page = await open(session);
  const loading = await longestTask(page, () => load(page, session));
  let rate = 0;
  const live = await longestTask(page, async () => {
    await start(page);
    await inState(page, "live");
    rate = await page.evaluate(countFrames, SPAN);
  });
  const photo = await longestTask(page, async () => {
    await button(page, "shutter").click();
    await finish(page);
    await page.waitForTimeout(300);
  });
  await page.context().close();
  return { rate, tasks: [loading, live, photo] };
}

/** Runs in the page: scored frames a second, from the first one on. @param {number} span */
async function countFrames(span) {
  const element = document.querySelector("face-quality-input");
  await new Promise((resolve) => element.addEventListener("assess", resolve, { once: true }));
  let count = 0;
  element.addEventListener("assess", () => (count += 1));
  await new Promise((resolve) => setTimeout(resolve, span));
  return (1000 * count) / span;
}
