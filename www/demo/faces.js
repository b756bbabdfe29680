/** What was found in the photo, drawn over it: box and contour of the scored face, and a button on each face if there are several. */
/** @import { Box, Face, OtherFace, Point } from "attn-fiqa" */
import { make } from "./page.js";
import { onWords, say } from "./words.js";

/** Runs of the 68 points (iBUG 300-W): jaw, brows, nose, eyes, lips; the last four are closed. */
// biome-ignore format: one line
const LINES = [[0, 16], [17, 21], [22, 26], [27, 30], [31, 35], [36, 41], [42, 47], [48, 59], [60, 67]];
const FIRST_CLOSED = 5;

export class Faces {
  #buttons = make("div", { role: "group" });
  #own = make("div", { className: "face own", hidden: true });
  #outline = document.createElementNS("http://www.w3.org/2000/svg", "path");
  #contour;
  #onChoose;
  #size = { width: 1, height: 1 };

  /**
   * @param {HTMLElement} layer covers the photo
   * @param {SVGSVGElement} contour covers it too
   * @param {(index: number) => void} onChoose called with the place of the chosen face
   */
  constructor(layer, contour, onChoose) {
    this.#contour = contour;
    this.#onChoose = onChoose;
    layer.append(this.#own, this.#buttons);
    contour.append(this.#outline);
    this.#name();
    onWords(() => this.#name());
  }

  #name() {
    this.#buttons.ariaLabel = say("faces.label");
    const count = this.#all().length;
    this.#all().forEach((button, i) => (button.ariaLabel = say("faces.choose", { number: i + 1, count })));
  }

  /**
   * Offers the faces of a photo, if there are at least two.
   *
   * @param {{ width: number, height: number }} size of the photo, in pixels
   * @param {readonly OtherFace[]} faces
   */
  offer(size, faces) {
    this.#size = size;
    this.#contour.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
    const choices = faces.length > 1 ? faces.length : 0;
    // The same number of faces keeps its buttons, and with them the keyboard's focus.
    if (choices !== this.#buttons.childElementCount) {
      this.#buttons.replaceChildren(...Array.from({ length: choices }, (_, i) => this.#makeButton(i)));
      this.#name();
    }
    this.#all().forEach((button, i) => this.#place(button, faces[i].box));
  }

  /**
   * Shows which face was scored.
   *
   * @param {Face | null} face
   * @param {number | null} chosen its place among those offered; null if it was marked by hand
   */
  mark(face, chosen) {
    this.#own.hidden = !face;
    if (face) this.#place(this.#own, face.box);
    this.#outline.setAttribute("d", face?.contour ? outline(face.contour) : "");
    this.#all().forEach((button, i) => (button.ariaPressed = String(i === chosen)));
  }

  clear() {
    this.offer(this.#size, []);
    this.mark(null, null);
  }

  #all() {
    return /** @type {HTMLButtonElement[]} */ ([...this.#buttons.children]);
  }

  /** @param {number} i */
  #makeButton(i) {
    const button = make("button", { type: "button", className: "face" }, make("span", {}, String(i + 1)));
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      this.#onChoose(i);
    });
    return button;
  }

  /** @param {HTMLElement} element @param {Box} box */
  #place({ style }, { x, y, width, height }) {
    // Pixel centres are at whole numbers.
    style.left = `${((x + 0.5) / this.#size.width) * 100}%`;
    style.top = `${((y + 0.5) / this.#size.height) * 100}%`;
    style.width = `${(width / this.#size.width) * 100}%`;
    style.height = `${(height / this.#size.height) * 100}%`;
  }
}

/** @param {readonly Point[]} points */
function outline(points) {
  return LINES.map(([from, to], i) => {
    const run = points.slice(from, to + 1).map(([x, y]) => `${x + 0.5} ${y + 0.5}`);
    return `M${run.join("L")}${i < FIRST_CLOSED ? "" : "Z"}`;
  }).join("");
}
