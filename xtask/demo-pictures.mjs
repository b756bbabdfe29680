// `npm run demo-pictures`: the pictures that are made of the demo, in Chromium: docs/demo.png, the page with its first sample (a
// render), and the icons of the installed page. It needs the demo in dist/ (`npm start` or `npm test` build it) and CHROME_PATH.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "../www/serve.mjs";

const path = (relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));

/** Icons by name: side in pixels, and the share of it that the drawing takes; a mask may cut off a fifth of each side. */
const ICONS = { "icon-180": [180, 1], "icon-192": [192, 1], "icon-512": [512, 1], "icon-maskable-512": [512, 0.7] };
/** The icon's own ground, which fills what the drawing leaves. */
const GROUND = "#31688e";

if (!process.env.CHROME_PATH) throw new Error("name a Chromium or Chrome in CHROME_PATH");
const browser = await chromium.launch({ executablePath: process.env.CHROME_PATH, args: ["--disable-quic"] });
try {
  await drawIcons();
  await drawDemo();
} finally {
  await browser.close();
}

async function drawIcons() {
  const page = await browser.newPage();
  const svg = (await readFile(path("www/demo/icon.svg"))).toString("base64");
  await mkdir(path("www/demo/icons"), { recursive: true });
  for (const [name, [side, share]] of Object.entries(ICONS)) {
    await page.setViewportSize({ width: side, height: side });
    const ground = share < 1 ? GROUND : "transparent";
    await page.setContent(
      `<body style="margin:0;display:grid;place-items:center;height:100vh;background:${ground}"><img width="${side * share}" src="data:image/svg+xml;base64,${svg}">`,
    );
    await page.locator("img").evaluate((/** @type {HTMLImageElement} */ image) => image.decode());
    await writeFile(path(`www/demo/icons/${name}.png`), await page.screenshot({ omitBackground: share === 1 }));
  }
}

async function drawDemo() {
  const server = await serve(path("dist"), 8100);
  try {
    const page = await browser.newPage({
      viewport: { width: 1280, height: 860 },
      colorScheme: "light",
      locale: "en",
      reducedMotion: "reduce",
    });
    await page.goto(server.url);
    await page.waitForFunction(() => "loaded" in document.body.dataset && document.body.dataset.state === "done");
    await page.screenshot({ path: path("docs/demo.png") });
  } finally {
    server.close();
  }
}
