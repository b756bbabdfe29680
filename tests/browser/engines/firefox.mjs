// Firefox, driven by WebDriver BiDi.
import puppeteer from "puppeteer-core";

/** Where Debian's package puts it. */
const PROGRAM = "/usr/bin/firefox-esr";

export async function launch() {
  const browser = await puppeteer.launch({ browser: "firefox", executablePath: PROGRAM, headless: true });
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
