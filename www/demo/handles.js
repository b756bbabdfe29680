/**
 * Five handles over the photo, one on each landmark. Drag one to correct what was found, or mark a face by hand: click one
 * point after the other, drag, or use the arrow keys.
 */
/** @import { Landmarks } from "attn-fiqa" */
import { make } from "./page.js";
import { onWords, say } from "./words.js";

/** @typedef {{ width: number, height: number }} Size of the photo, in pixels */

/** Keys of their names. */
const NAMES = ["handle.left-eye", "handle.right-eye", "handle.nose", "handle.left-mouth", "handle.right-mouth"];

/** Where the handles are before somebody places them: the ArcFace template, in shares of its 112 pixels. */
// biome-ignore format: one line
const START = [[0.34, 0.46], [0.66, 0.46], [0.5, 0.64], [0.37, 0.82], [0.63, 0.82]];

export class Handles {
  #layer;
  #frame;
  #buttons;
  /** @type {Size} */
  #size = { width: 1, height: 1 };
  /** Points in pixels of the photo. @type {(readonly number[])[]} */
  #points = [];
  /** How many points were placed one after the other. */
  #placed = 0;
  #onChange;
  #onPrompt;

  /**
   * @param {HTMLElement} layer covers the photo
   * @param {(landmarks: Landmarks) => void} onChange called when all five are placed, and when one of them has moved
   * @param {(text: string) => void} onPrompt
   */
  constructor(layer, onChange, onPrompt) {
    this.#layer = layer;
    this.#onChange = onChange;
    this.#onPrompt = onPrompt;
    this.#buttons = NAMES.map((_, i) => this.#makeButton(i));
    layer.append(...this.#buttons);
    this.#frame = /** @type {HTMLElement} */ (layer.parentElement);
    this.#frame.addEventListener("click", (event) => this.#placeNext(event));
    new ResizeObserver(() => this.#show()).observe(this.#frame);
    onWords(() => this.#show());
  }

  /** Shows landmarks that are known. @param {Size} size @param {Landmarks} landmarks */
  place(size, landmarks) {
    this.#start(size, [...landmarks], NAMES.length);
  }

  /** Starts marking, from the middle of the photo. @param {Size} size @param {string} [why] said before the first question */
  ask(size, why) {
    this.#start(size, waiting(size), 0);
    this.#prompt(why);
  }

  /** Gives the keyboard the point that is asked for. */
  focus() {
    this.#buttons[Math.min(this.#placed, NAMES.length - 1)].focus();
  }

  /** @param {Size} size @param {(readonly number[])[]} points @param {number} placed */
  #start(size, points, placed) {
    this.#size = size;
    this.#points = points;
    this.#placed = placed;
    this.#layer.hidden = false;
    this.#show();
  }

  hide() {
    this.#layer.hidden = true;
  }

  /** @param {number} i */
  #makeButton(i) {
    const button = make("button", { type: "button", className: "handle" });
    button.addEventListener("keydown", (event) => this.#onKey(event, i));
    button.addEventListener("pointerdown", (event) => {
      button.setPointerCapture(event.pointerId);
      button.onpointermove = (event) => this.#move(i, this.#toPhoto(event));
      button.onlostpointercapture = () => {
        button.onpointermove = null;
        this.#settle(i);
      };
    });
    button.addEventListener("click", (event) => event.stopPropagation());
    return button;
  }

  /** @param {KeyboardEvent} event @param {number} i */
  #onKey(event, i) {
    const step = (event.shiftKey ? 10 : 1) * Math.max(1, this.#size.width / 400);
    /** @type {Record<string, number[]>} */
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step], Enter: [0, 0] };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    this.#move(i, [this.#points[i][0] + move[0], this.#points[i][1] + move[1]]);
    if (event.key === "Enter") {
      this.#settle(i);
      this.#buttons[Math.min(i + 1, NAMES.length - 1)].focus();
    } else if (this.#placed === NAMES.length) {
      this.#settle(i);
    }
  }

  /** @param {MouseEvent} event */
  #placeNext(event) {
    if (this.#layer.hidden || this.#placed === NAMES.length) return;
    this.#move(this.#placed, this.#toPhoto(event));
    this.#settle(this.#placed);
  }

  /** @param {number} i @param {number[]} point */
  #move(i, [x, y]) {
    const { width, height } = this.#size;
    this.#points[i] = [Math.min(Math.max(x, 0), width - 1), Math.min(Math.max(y, 0), height - 1)];
    this.#show();
  }

  /** A point has its place. @param {number} i */
  #settle(i) {
    if (i === this.#placed) this.#placed += 1;
    this.#show();
    if (this.#placed === NAMES.length) this.#onChange(/** @type {any} */ ([...this.#points]));
    else this.#prompt();
  }

  #prompt(why = "") {
    const question = say("prompt.next", { point: say(NAMES[this.#placed]), number: this.#placed + 1 });
    this.#onPrompt(why ? `${why} ${question}` : question);
  }

  /** @param {MouseEvent} event */
  #toPhoto({ clientX, clientY }) {
    const box = this.#frame.getBoundingClientRect();
    const { width, height } = this.#size;
    // Pixel centres are at whole numbers.
    return [((clientX - box.left) / box.width) * width - 0.5, ((clientY - box.top) / box.height) * height - 0.5];
  }

  #show() {
    // In pixels of the screen.
    const reach = (closest(this.#points) / this.#size.width) * this.#frame.clientWidth;
    this.#layer.style.setProperty("--reach", `${reach}px`);
    this.#points.forEach(([x, y], i) => {
      const button = this.#buttons[i];
      const { style, classList, dataset } = button;
      Object.assign(dataset, { x, y });
      const point = say(NAMES[i]);
      // A mouse sees where it is.
      button.ariaLabel = say("handle.place", { point, x: Math.round(x), y: Math.round(y), ...this.#size });
      button.ariaDescription = say("handle.keys");
      button.title = point;
      style.left = `${((x + 0.5) / this.#size.width) * 100}%`;
      style.top = `${((y + 0.5) / this.#size.height) * 100}%`;
      classList.toggle("next", i === this.#placed);
    });
  }
}

/**
 * Least distance between two points, so that the rings of a small face do not overlap; the style sheet limits it.
 *
 * @param {(readonly number[])[]} points
 */
function closest(points) {
  const pairs = points.flatMap((p, i) => points.slice(i + 1).map((q) => Math.hypot(p[0] - q[0], p[1] - q[1])));
  return Math.min(...pairs);
}

/** @param {Size} size */
function waiting({ width, height }) {
  const side = Math.min(width, height) * 0.6;
  return START.map(([x, y]) => [width / 2 + (x - 0.5) * side, height / 2 + (y - 0.5) * side]);
}
