// <face-quality-input> for everybody: axe-core in every state, the keyboard alone, what a screen reader is told, colours and sizes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { button, check, fresh, GOOD, inState, openElementPage, POOR, startWithCamera } from "./element-page.mjs";
import { readJson, screenshot } from "./support.mjs";

const session = await startWithCamera(["good"]);
// The page's own globals.
const { element, log } = /** @type {any} */ ({});

/** WCAG 2.2 A and AA, and what axe-core holds to be good practice, except that a part of a page has no headings of a page. */
const RULES = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  rules: { "page-has-heading-one": { enabled: false } },
};

const problem = (page, name) =>
  page.evaluate((name) => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", name));
    element.openCamera();
  }, name);

/** How to reach each state. @type {Record<string, (page: import("playwright-core").Page) => Promise<unknown>>} */
const STATES = {
  empty: async () => {},
  asking: (page) =>
    page.evaluate(() => {
      navigator.permissions.query = async () => /** @type {any} */ ({ state: "prompt" });
      const { getUserMedia } = navigator.mediaDevices;
      navigator.mediaDevices.getUserMedia = () => new Promise(() => {});
      element.openCamera();
      Object.assign(globalThis, { undo: () => Object.assign(navigator.mediaDevices, { getUserMedia }) });
    }),
  problem: (page) => problem(page, "NotFoundError"),
  live: async (page) => {
    await page.evaluate(() => {
      element.autoCapture = false;
      element.openCamera();
    });
    await page.waitForFunction(() => log.some(({ live }) => live));
  },
  capturing: async (page) => {
    await page.evaluate(() => {
      element.quality = slow();
      element.openCamera();

      function slow() {
        const face = { box: { x: 200, y: 100, width: 230, height: 230 } };
        const found = {
          score: 1,
          percentile: 90,
          verdict: "good",
          face,
          advice: [],
          patchMap: new Float32Array(196),
          gridSize: 14,
          mapRange: [0, 1],
        };
        let frames = 0;
        // After two frames it stops: half of the ring is full, and stays.
        return { assess: () => (frames++ < 2 ? new Promise((resolve) => setTimeout(resolve, 500, found)) : new Promise(() => {})) };
      }
    });
  },
  checking: async (page) => {
    await page.evaluate(() => (element.quality = { assess: () => new Promise(() => {}) }));
    await page.evaluate(async (good) => (element.value = new File([await (await fetch(`/${good}`)).blob()], "a.jpg")), GOOD);
    await page.waitForTimeout(300);
  },
  accepted: (page) => check(page, GOOD),
  refused: async (page) => {
    await page.evaluate(() => (element.minPercentile = 99));
    await check(page, POOR);
    await button(page, "heatmap").click();
  },
};

/** Brings a new element into a state. */
async function reach(page, state, attributes, root) {
  await fresh(page, attributes, root);
  await page.evaluate(() => {
    for (const object of [navigator.permissions, navigator.mediaDevices])
      for (const key of Object.keys(object)) Reflect.deleteProperty(object, key);
  });
  await STATES[state](page);
  await inState(page, state);
  // Transitions end before a picture is taken.
  await page.waitForTimeout(250);
}

async function violations(page) {
  const found = await page.evaluate((rules) => /** @type {any} */ (globalThis).axe.run(document.querySelector("main"), rules), RULES);
  return found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target, any }) => `${target.flat().at(-1)} ${any[0]?.message ?? ""}`).join("; ")}`,
  );
}

/** A page with axe-core, which the browser's policy lets in as the test's own. */
async function openForAxe(options) {
  const visit = await openElementPage(session, { bypassCSP: true, ...options });
  await visit.page.addScriptTag({ url: "/node_modules/axe-core/axe.min.js" });
  return visit;
}

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  test(`axe-core finds nothing in any state, ${colorScheme}`, async () => {
    const { page, context } = await openForAxe({ colorScheme, viewport: { width: 420, height: 800 } });
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(":root { color-scheme: light dark }");
      document.adoptedStyleSheets = [sheet];
      document.title = "A form";
    });
    for (const state of Object.keys(STATES)) {
      await reach(page, state, { required: "" });
      assert.deepEqual(await violations(page), [], state);
      await screenshot(page, `element-${state}-${colorScheme}`);
    }
    await context.close();
  });
}

test("forced colours: every button, ring and pressed state can be seen", async () => {
  const { page, context } = await openElementPage(session, { forcedColors: "active", viewport: { width: 420, height: 800 } });
  for (const state of ["empty", "capturing", "live", "problem", "refused"]) {
    await reach(page, state);
    await screenshot(page, `element-${state}-forced`);
    const faint = await page.evaluate(() =>
      [...element.shadowRoot.querySelectorAll("button, select")]
        .filter((one) => one.checkVisibility())
        .filter(
          (one) =>
            getComputedStyle(one).borderTopWidth === "0px" ||
            getComputedStyle(one).borderTopColor === getComputedStyle(document.body).backgroundColor,
        )
        .map((one) => one.part.value),
    );
    // The large shutter is a filled ring of its own.
    assert.deepEqual(
      faint.filter((part) => !part.includes("shutter")),
      [],
      state,
    );
  }
  await context.close();
});

test("from 320 pixels to a 4K screen, also with the spacing of WCAG 1.4.12 and twice the text: nothing is cut off or overlaps the edge", async () => {
  const { page, context } = await openElementPage(session);
  for (const [width, height] of [
    [320, 640],
    [390, 844],
    [768, 1024],
    [1440, 900],
    [844, 390],
    [3840, 2160],
  ]) {
    await page.setViewportSize({ width, height });
    for (const state of ["empty", "live", "refused", "problem"]) {
      await reach(page, state, {}, { lang: width === 320 ? "de" : "en" });
      if (state !== "problem") await screenshot(page, `element-${state}-${width}`);
      assert.deepEqual(await page.evaluate(outside), [], `${state} at ${width}`);
    }
  }
  await page.setViewportSize({ width: 320, height: 640 });
  await page.evaluate(() => {
    document.documentElement.setAttribute("class", "large");
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(":root { font-size: 200% } * { line-height: 1.5; letter-spacing: 0.12em; word-spacing: 0.16em }");
    document.adoptedStyleSheets = [sheet];
  });
  for (const state of ["empty", "live", "refused", "problem"]) {
    await reach(page, state);
    await screenshot(page, `element-${state}-spaced`);
    assert.deepEqual(await page.evaluate(outside), [], `${state}, spaced`);
  }
  await context.close();
});

/** Texts and buttons of the element that reach over its edges or do not fit into their own box; in the page. */
function outside() {
  const base = element.shadowRoot.querySelector(".base").getBoundingClientRect();
  const shown = [...element.shadowRoot.querySelectorAll("p, button, select, li, span")].filter(
    (one) => one.checkVisibility() && !one.closest(".status, .label"),
  );
  const isCut = (/** @type {HTMLElement} */ one) => {
    const { left, right } = one.getBoundingClientRect();
    return left < base.left - 1 || right > base.right + 1 || one.scrollWidth > one.clientWidth + 1;
  };
  const hidden = [...element.shadowRoot.querySelectorAll(".panel")].filter(
    (one) => one.checkVisibility() && one.scrollHeight > one.clientHeight + 1,
  );
  const wide = document.documentElement.scrollWidth > innerWidth ? ["the page scrolls sideways"] : [];
  return [
    ...wide,
    ...hidden.map((one) => `${one.className} must be scrolled`),
    ...shown.filter((one) => getComputedStyle(one).display !== "inline" && isCut(one)).map((one) => `${one.className} ${one.textContent}`),
  ];
}

test("Arabic: right to left, in its own words, and axe-core finds nothing", async () => {
  const { page, context } = await openForAxe({ viewport: { width: 420, height: 800 } });
  for (const state of ["empty", "capturing", "refused", "problem"]) {
    await reach(page, state, { required: "" }, { lang: "ar", dir: "rtl" });
    await page.waitForFunction(() => element.shadowRoot.querySelector(".base").dir === "rtl");
    assert.deepEqual(
      (await violations(page)).filter((one) => !one.startsWith("document-title")),
      [],
      state,
    );
    assert.doesNotMatch(
      await page.evaluate(() =>
        [...element.shadowRoot.querySelectorAll("p, button, li")]
          .filter((one) => one.checkVisibility())
          .map((one) => one.textContent)
          .join(" "),
      ),
      /[a-z]{3}/i,
      state,
    );
    await screenshot(page, `element-${state}-ar`);
  }
  const sides = await page.evaluate(() => {
    const [first, second] = [...element.shadowRoot.querySelectorAll(".panel .row button")].map((one) => one.getBoundingClientRect());
    return { first, second };
  });
  assert.ok(sides.first && sides.second);
  await context.close();
});

test("the keyboard alone: camera, shutter, retake, file, remove; the focus is never lost", async () => {
  const { page, context } = await openElementPage(session, { viewport: { width: 420, height: 800 } });
  await fresh(page, { "auto-capture": "off", required: "" });
  const focused = () =>
    page.evaluate(() => /button-(\S+)/.exec(element.shadowRoot.activeElement?.part.value ?? "")?.[1] ?? document.activeElement.tagName);
  const press = async (key, ...states) => {
    await page.keyboard.press(key);
    if (states.length > 0) await inState(page, ...states);
  };
  await press("Tab");
  assert.equal(await focused(), "camera");
  await press("Tab");
  assert.equal(await focused(), "file");
  await press("Shift+Tab");
  await press("Enter", "live");
  assert.equal(await focused(), "shutter");
  await page.waitForFunction(() => log.some(({ live }) => live));
  await press("Space", "accepted", "refused");
  assert.equal(await focused(), "retake");
  const order = [];
  for (let i = 0; i < 3; i++) {
    order.push(await focused());
    await press("Tab");
  }
  assert.deepEqual(order, ["retake", "another", "BUTTON"], "then the form's own button");
  await page.evaluate(() => element.shadowRoot.querySelector("[part~=button-heatmap]").focus());
  await press("Enter");
  assert.equal(await button(page, "heatmap").getAttribute("aria-pressed"), "true");
  await page.evaluate(() => element.shadowRoot.querySelector("[part~=button-remove]").focus());
  await press("Enter", "empty");
  assert.equal(await focused(), "camera");
  await press("Enter", "live");
  await page.evaluate(() => element.shadowRoot.querySelector("[part~=button-close]").focus());
  await press("Enter", "empty");
  assert.equal(await focused(), "camera");
  const targets = await page.evaluate(() =>
    [...element.shadowRoot.querySelectorAll("button")]
      .filter((one) => one.checkVisibility())
      .map((one) => Math.min(one.offsetWidth, one.offsetHeight)),
  );
  assert.ok(Math.min(...targets) >= 44, "targets of 44 pixels, more than WCAG 2.5.8 asks for");
  await context.close();
});

test("what a screen reader is told of a capture, word by word", async () => {
  const { page, context } = await openElementPage(session);
  await fresh(page, { required: "" });
  await page.evaluate(() => {
    const found = { percentile: 90, verdict: "good", patchMap: new Float32Array(196), gridSize: 14, mapRange: [0, 1], advice: [] };
    const at = (/** @type {number} */ size) => ({ box: { x: 315 - size / 2, y: 215 - size / 2, width: size, height: size } });
    const noFace = Object.assign(new Error("no face"), { code: "no-face" });
    // A person who comes into the picture, is too far, then near, turns, and holds still. Ten frames a second by a clock of its own,
    // so that it reads the same on a slow machine.
    let now = 0;
    performance.now = () => now;
    const timer = setTimeout;
    Object.assign(globalThis, { setTimeout: (run, ms, ...rest) => timer(run, ms === 10_000 ? 1e9 : ms, ...rest) });
    const assess = async () => {
      now += 100;
      if (now < 2500) throw noFace;
      if (now < 5000) return { ...found, score: 0, face: at(80) };
      if (now < 7500) return { ...found, score: 0, face: at(230), advice: [{ id: "yaw", severity: "fail", variant: null, text: "" }] };
      return { ...found, score: 1, face: at(230) };
    };
    element.quality = { assess };
    const region = element.shadowRoot.querySelector("[role=status]");
    const said = [];
    new MutationObserver(() => said.push(region.textContent)).observe(region, { childList: true, characterData: true, subtree: true });
    Object.assign(globalThis, { said });
  });
  await button(page, "camera").click();
  await inState(page, "accepted");
  await page.waitForTimeout(300);
  await button(page, "remove").click();
  await page.waitForTimeout(100);
  const said = await page.evaluate(() => /** @type {any} */ (globalThis).said);
  assert.deepEqual(said, await readJson("tests/fixtures/element-transcript.json"));
  await context.close();
});
