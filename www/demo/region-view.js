/** Shows a part of the face in the photo, while somebody points at its name or has chosen it. */
/** @import { Face } from "attn-fiqa" */
import { CROP_SIZE } from "attn-fiqa";
import { GRID_SIZE, REGIONS } from "./costs.js";
import { makeSvg } from "./page.js";

const PATCH = CROP_SIZE / GRID_SIZE;

export class RegionView {
  #layer;
  /** The button that was clicked: its part stays when the pointer leaves. @type {HTMLElement | null} */
  #pinned = null;
  /** From pixels of the crop to pixels of the photo. */
  #toPhoto = new DOMMatrix();

  /** @param {SVGSVGElement} layer covers the photo */
  constructor(layer) {
    this.#layer = layer;
  }

  /** @param {{ width: number, height: number }} size of the photo, in pixels @param {Face | null} face null: the photo is the crop */
  place({ width, height }, face) {
    this.#layer.setAttribute("viewBox", `0 0 ${width} ${height}`);
    if (!face) return void (this.#toPhoto = new DOMMatrix().scale(width / CROP_SIZE, height / CROP_SIZE));
    const [a, c, e, b, d, f] = face.transform;
    // Pixel centres are at whole numbers.
    const toPhoto = new DOMMatrix([a, b, c, d, e, f]).inverse();
    this.#toPhoto = new DOMMatrix().translate(0.5, 0.5).multiply(toPhoto).translate(-0.5, -0.5);
  }

  /**
   * Shows a part while the pointer or the focus is on this button, and after a click on it until the next one.
   *
   * @param {HTMLElement} button
   * @param {string} region
   */
  pointFrom(button, region) {
    const show = () => this.#show(region);
    const leave = () => this.#pinned !== button && this.clear();
    for (const event of ["pointerenter", "focus"]) button.addEventListener(event, show);
    for (const event of ["pointerleave", "blur"]) button.addEventListener(event, leave);
    button.ariaPressed = "false";
    button.addEventListener("click", () => {
      const isPinned = this.#pinned === button;
      this.clear();
      if (isPinned) return;
      this.#pinned = button;
      button.ariaPressed = "true";
      show();
    });
  }

  clear() {
    if (this.#pinned) this.#pinned.ariaPressed = "false";
    this.#pinned = null;
    this.#layer.replaceChildren();
    delete this.#layer.dataset.region;
  }

  /** The part stays as it is, all the rest gets darker. @param {string} region */
  #show(region) {
    const { a, b, c, d, e, f } = this.#toPhoto;
    const squares = REGIONS.flatMap((name, i) => (name === region ? [square(i)] : [])).join("");
    const transform = `matrix(${[a, b, c, d, e, f].join(" ")})`;
    // Far beyond the photo on all sides; the squares are holes in it.
    const around = `M${-FAR} ${-FAR}h${2 * FAR}v${2 * FAR}h${-2 * FAR}z`;
    this.#layer.replaceChildren(
      makeSvg("path", { d: around + squares, transform, class: "around" }),
      makeSvg("path", { d: outlineOf(region), transform, class: "edge" }),
    );
    this.#layer.dataset.region = region;
  }
}

/** Pixels of the crop: no photo reaches as far. */
const FAR = 1e5;

/** @param {number} i a patch */
function square(i) {
  const [x, y] = [(i % GRID_SIZE) * PATCH, Math.floor(i / GRID_SIZE) * PATCH];
  return `M${x} ${y}h${PATCH}v${PATCH}h${-PATCH}z`;
}

/** Those sides of a part's patches that no two of them share. @param {string} region */
function outlineOf(region) {
  const isIn = (/** @type {number} */ row, /** @type {number} */ column) =>
    row >= 0 && row < GRID_SIZE && column >= 0 && column < GRID_SIZE && REGIONS[row * GRID_SIZE + column] === region;
  return REGIONS.flatMap((name, i) => {
    if (name !== region) return [];
    const [row, column] = [Math.floor(i / GRID_SIZE), i % GRID_SIZE];
    const [x, y] = [column * PATCH, row * PATCH];
    return [
      isIn(row - 1, column) ? "" : `M${x} ${y}h${PATCH}`,
      isIn(row + 1, column) ? "" : `M${x} ${y + PATCH}h${PATCH}`,
      isIn(row, column - 1) ? "" : `M${x} ${y}v${PATCH}`,
      isIn(row, column + 1) ? "" : `M${x + PATCH} ${y}v${PATCH}`,
    ];
  }).join("");
}
