// A page with <face-quality-input> in a form, and a browser whose camera shows a clip that is made here, from rendered faces.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { chromium } from "playwright-core";
import { serve } from "../../www/serve.mjs";
import { open, path } from "./support.mjs";

/** A face that nothing is wrong with, and one that is turned by 26 degrees: rendered, see tests/fixtures/faces/README.md. */
export const GOOD = "tests/fixtures/faces/everyday-46.jpg";
const TURNED = "tests/fixtures/faces/everyday-24.jpg";
/** Scored poor: a nose and cheeks that cannot be seen. */
export const POOR = "tests/fixtures/faces/rolled-08.jpg";

/** The fake camera asks for no permission; without the second flag it asks, and headless Chromium says no. */
const CAMERA = ["--use-fake-device-for-media-stream"];
const ALLOW = "--use-fake-ui-for-media-stream";

/** Of each scene: the face, its scale, the light, and for how many frames; 30 a second. `sway` blurs by up to so many pixels. */
export const SCENES = {
  none: { frames: 45 },
  far: { face: GOOD, box: [44, -64, 480], size: 95, frames: 75 },
  dark: { face: GOOD, box: [44, -64, 480], size: 250, light: 0.07, frames: 75 },
  turned: { face: TURNED, box: [236, 199, 193], size: 280, frames: 75 },
  good: { face: GOOD, box: [44, -64, 480], size: 250, frames: 180, sway: 1.2 },
};

/** @typedef {keyof typeof SCENES} Scene */

/** The camera's size; the scenes are painted for this one, and larger on others. */
const SIZE = { width: 640, height: 480 };

/**
 * A server, and a browser with a camera that shows these scenes, again and again from the first one when it is opened; without scenes
 * it is never opened.
 *
 * @param {Scene[]} scenes
 * @param {{ isAllowed?: boolean, size?: { width: number, height: number } }} [options]
 */
export async function launchWithCamera(scenes, { isAllowed = true, size = SIZE } = {}) {
  if (!process.env.CHROME_PATH) throw new Error("name a Chromium or Chrome in CHROME_PATH, or run npm test, which finds one");
  const folder = await mkdtemp(join(tmpdir(), "attn-fiqa-clip-"));
  const clip = join(folder, "clip.mjpeg");
  const server = await serve(path("."), 8300);
  const launch = (/** @type {string[]} */ ...args) =>
    chromium.launch({ executablePath: process.env.CHROME_PATH, args: ["--disable-quic", ...args] });
  if (scenes.length > 0) {
    const painter = await launch();
    await writeFile(clip, await paint({ url: server.url, browser: painter }, scenes, size));
    await painter.close();
  }
  const film = scenes.length > 0 ? [`--use-file-for-fake-video-capture=${clip}`] : [];
  const browser = await launch(...CAMERA, ...film, ...(isAllowed ? [ALLOW] : []));
  const close = async () => {
    await browser.close();
    server.close();
    await rm(folder, { recursive: true });
  };
  return { url: server.url, browser, close };
}

/** The same for a file of tests. @type {typeof launchWithCamera} */
export async function startWithCamera(scenes, options) {
  const session = await launchWithCamera(scenes, options);
  after(session.close);
  return session;
}

/** The clip, as one JPEG after the other. */
async function paint(session, names, frame) {
  const { page, context } = await open(session, "tests/browser/blank.html");
  const parts = [];
  for (const name of names) {
    const images = await page.evaluate(paintScene, { ...SCENES[name], mark: markOf(name), frame });
    for (let i = 0; i < SCENES[name].frames; i++) parts.push(Buffer.from(images[i % images.length], "base64"));
  }
  await context.close();
  return Buffer.concat(parts);
}

/** The grey of a block in the corner of each frame, by which a test knows its scene. @param {string} name */
export const markOf = (name) => 40 * (1 + Object.keys(SCENES).indexOf(name));

/** Frames of a scene, in base64; in the page. The face's box is put where the element's oval is. */
async function paintScene({ frame, mark, face, box, size, light = 1, sway = 0 }) {
  const canvas = Object.assign(document.createElement("canvas"), frame);
  const context = canvas.getContext("2d");
  const zoom = frame.height / 480;
  const images = [];
  const bitmap = face && (await createImageBitmap(await (await fetch(`/${face}`)).blob()));
  for (let i = 0; i < (sway ? 8 : 1); i++) {
    context.filter = `brightness(${light})`;
    context.fillStyle = "#9aa0a6";
    context.resetTransform();
    context.fillRect(0, 0, frame.width, frame.height);
    context.setTransform(zoom, 0, 0, zoom, (frame.width - 640 * zoom) / 2, 0);
    context.filter = `brightness(${light}) blur(${(zoom * sway * i) / 8}px)`;
    const scale = bitmap ? size / box[2] : 0;
    if (bitmap)
      context.drawImage(bitmap, 320 - scale * (box[0] + box[2] / 2), 215 - scale * (box[1] + box[2] / 2), scale * 640, scale * 480);
    context.filter = "none";
    context.fillStyle = `rgb(${mark} ${mark} ${mark})`;
    context.fillRect(0, 448, 32, 32);
    images.push(canvas.toDataURL("image/jpeg", 0.92).split(",")[1]);
  }
  return images;
}

/**
 * A page for many elements, one after the other: the model is loaded once.
 *
 * @param {{ url: string, browser: import("playwright-core").Browser }} session
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
export async function openElementPage(session, options) {
  const visit = await open(session, "tests/browser/blank.html", options);
  await visit.page.evaluate(() => import("/pkg/element.js"));
  return visit;
}

/**
 * A new element in a form, instead of the one before; `element`, `form` and `log` (its events) are the page's globals.
 *
 * @param {import("playwright-core").Page} page
 * @param {Record<string, string>} [attributes]
 * @param {Record<string, string>} [root] attributes of the page
 */
export async function fresh(page, attributes = {}, root = {}) {
  await page.evaluate(putElement, { attributes, root });
  await page.waitForFunction(() => /** @type {any} */ (globalThis).element.shadowRoot.querySelector(".title").textContent);
}

function putElement({ attributes, root }) {
  for (const [name, value] of Object.entries({ lang: "en", ...root })) document.documentElement.setAttribute(name, value);
  document.querySelector("main")?.remove();
  const element = document.createElement("face-quality-input");
  for (const [name, value] of Object.entries({ name: "photo", ...attributes })) element.setAttribute(name, String(value));
  const form = document.createElement("form");
  form.append(element, Object.assign(document.createElement("button"), { textContent: "Send" }));
  const main = document.createElement("main");
  main.append(form);
  const log = [];
  for (const type of ["assess", "input", "change", "error", "statechange"]) {
    element.addEventListener(type, (/** @type {any} */ event) => log.push({ type, ...event.detail }));
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    Object.assign(globalThis, { sent: new FormData(form) });
  });
  Object.assign(globalThis, { element, form, log, sent: null });
  document.body.append(main);
}

/** Waits until the element is in one of these states. */
export const inState = (page, ...states) =>
  page.waitForFunction(
    (states) => states.includes(/** @type {any} */ (globalThis).document.querySelector("face-quality-input").state),
    states,
    { timeout: 60_000 },
  );

/** Chooses a file as a person does. */
export const choose = (page, file) => page.locator("face-quality-input input[type=file]").setInputFiles(path(file));

/** Chooses a file and waits for what is said of it. */
export async function check(page, file) {
  await choose(page, file);
  await inState(page, "accepted", "refused");
}

/** A button of the element that can be seen, by its part. */
export const button = (page, name) => page.locator(`face-quality-input button[part~="button-${name}"]`);
