/** The oval on the camera's picture, and the ring around it that fills while the best frame is chosen. */
/** @import { Size } from "../image-source.js" */
import { svg } from "./dom.js";
import { ovalOn } from "./oval.js";

export class Guide {
  #shade = svg("path", { class: "shade", "fill-rule": "evenodd" });
  #track = svg("path", { class: "track" });
  #ring = svg("path", { class: "ring", pathLength: "100", "stroke-dasharray": "0 100" });
  element = svg("svg", { class: "guide", part: "guide", "aria-hidden": "true", focusable: "false" }, this.#shade, this.#track, this.#ring);

  /** @param {Size} stage */
  fit(stage) {
    const { width, height } = stage;
    if (!width || !height) return;
    const path = toPath(ovalOn(stage));
    this.element.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.#shade.setAttribute("d", `M0 0H${width}V${height}H0Z${path}`);
    this.#track.setAttribute("d", path);
    this.#ring.setAttribute("d", path);
  }

  /** @param {number} progress 0–1 */
  progress(progress) {
    // An attribute, not a style: it works under any policy.
    this.#ring.setAttribute("stroke-dasharray", `${(100 * progress).toFixed(1)} 100`);
    this.element.classList.toggle("is-filling", progress > 0);
  }
}

/** From the top, clockwise. @param {import("./oval.js").Oval} oval */
function toPath({ x, y, width, height }) {
  const [rx, ry] = [width / 2, height / 2];
  return `M${x} ${y - ry}A${rx} ${ry} 0 0 1 ${x} ${y + ry}A${rx} ${ry} 0 0 1 ${x} ${y - ry}Z`;
}
