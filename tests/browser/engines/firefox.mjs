// Firefox, driven by WebDriver BiDi.
import puppeteer from "puppeteer-core";

/** Where Debian's package puts it. */
const PROGRAM = "/usr/bin/firefox-esr";

/** Milliseconds until it has started: it took 40 s beside four other programs on two cores; the driver's own limit is 30 s. */
const START_LIMIT = 120_000;

export async function launch() {
  const browser = await puppeteer.launch({ browser: "firefox", executablePath: PROGRAM, headless: true, timeout: START_LIMIT });
  return {
    version: await browser.version(),
    async open(url) {
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      const complaints = [];
      page.on("console", (message) => ["error", "warn"].includes(message.type()) && complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(String(error)));
      await page.goto(url);
      return { evaluate: (run, argument) => page.evaluate(run, argument), complaints, close: () => context.close() };
    },
    close: () => browser.close(),
  };
}
