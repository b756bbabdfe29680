/** Five handles over the photo, for marking a face by hand: click one point after the other, drag, or use arrow keys. */

const NAMES = ["eye on the left", "eye on the right", "tip of the nose", "mouth corner on the left", "mouth corner on the right"];

/** Where the handles wait before they are placed: the ArcFace template, in shares of its 112 pixels. */
const START = [[0.34, 0.46], [0.66, 0.46], [0.5, 0.64], [0.37, 0.82], [0.63, 0.82]];

export class Handles {
  #layer;
  #buttons;
  #size = { width: 1, height: 1 };
  /** Points in pixels of the photo. @type {number[][]} */
  #points = [];
  /** How many points were placed one after the other. */
  #placed = 0;
  #onChange;
  #onPrompt;

  /**
   * @param {HTMLElement} layer covers the photo
   * @param {(landmarks: number[][]) => void} onChange called whenever all five stand, and when one of them has moved
   * @param {(text: string) => void} onPrompt
   */
  constructor(layer, onChange, onPrompt) {
    this.#layer = layer;
    this.#onChange = onChange;
    this.#onPrompt = onPrompt;
    this.#buttons = NAMES.map((name, i) => this.#makeButton(name, i));
    layer.append(...this.#buttons);
    layer.parentElement.addEventListener("click", (event) => this.#placeNext(event));
    new ResizeObserver(() => this.#show()).observe(layer.parentElement);
  }

  /**
   * Starts marking: with no landmarks, from the middle of the photo.
   *
   * @param {{ width: number, height: number }} size of the photo, in pixels
   * @param {number[][]} [landmarks]
   */
  start(size, landmarks) {
    this.#size = size;
    this.#placed = landmarks ? NAMES.length : 0;
    this.#points = landmarks?.map((point) => [...point]) ?? waiting(size);
    this.#layer.hidden = false;
    this.#show();
    this.#prompt();
  }

  hide() {
    this.#layer.hidden = true;
  }

  #makeButton(name, i) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "handle", title: name });
    button.setAttribute("aria-label", `${name}: arrow keys move it, Enter accepts it`);
    button.addEventListener("keydown", (event) => this.#onKey(event, i));
    button.addEventListener("pointerdown", (event) => {
      button.setPointerCapture(event.pointerId);
      const drag = (event) => this.#move(i, this.#toPhoto(event));
      button.addEventListener("pointermove", drag);
      button.addEventListener("lostpointercapture", () => {
        button.removeEventListener("pointermove", drag);
        this.#settle(i);
      }, { once: true });
    });
    button.addEventListener("click", (event) => event.stopPropagation());
    return button;
  }

  #onKey(event, i) {
    const step = (event.shiftKey ? 10 : 1) * Math.max(1, this.#size.width / 400);
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

  #placeNext(event) {
    if (this.#layer.hidden || this.#placed === NAMES.length) return;
    this.#move(this.#placed, this.#toPhoto(event));
    this.#settle(this.#placed);
  }

  #move(i, [x, y]) {
    const { width, height } = this.#size;
    this.#points[i] = [Math.min(Math.max(x, 0), width - 1), Math.min(Math.max(y, 0), height - 1)];
    this.#show();
  }

  /** A point has found its place. */
  #settle(i) {
    if (i === this.#placed) this.#placed += 1;
    this.#show();
    this.#prompt();
    if (this.#placed === NAMES.length) this.#onChange(this.#points.map((point) => [...point]));
  }

  #prompt() {
    const next = NAMES[this.#placed];
    this.#onPrompt(
      next
        ? `Click the ${next} (${this.#placed + 1} of 5), as you see it in the picture; or drag the rings.`
        : "Drag a ring to correct it.",
    );
  }

  #toPhoto({ clientX, clientY }) {
    const box = this.#layer.parentElement.getBoundingClientRect();
    const { width, height } = this.#size;
    // Pixel centres are at whole numbers.
    return [((clientX - box.left) / box.width) * width - 0.5, ((clientY - box.top) / box.height) * height - 0.5];
  }

  #show() {
    this.#points.forEach(([x, y], i) => {
      const { style, classList } = this.#buttons[i];
      style.left = `${((x + 0.5) / this.#size.width) * 100}%`;
      style.top = `${((y + 0.5) / this.#size.height) * 100}%`;
      classList.toggle("next", i === this.#placed);
    });
  }
}

function waiting({ width, height }) {
  const side = Math.min(width, height) * 0.6;
  return START.map(([x, y]) => [width / 2 + (x - 0.5) * side, height / 2 + (y - 0.5) * side]);
}
