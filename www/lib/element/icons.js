/** The component's icons, drawn with lines on a grid of 24. They take the colour of the text and say nothing to a screen reader. */
import { svg } from "./dom.js";

// biome-ignore format: one line each
const LINES = {
  camera: ["M4 8h3l1.6-2.4h6.8L17 8h3a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1z", "M8.5 13.2a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0"],
  file: ["M5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1z", "M4.5 17.5 9.5 12l3.5 3.5 2.5-2.5 4 4", "M14.2 8.7a1 1 0 1 0 2 0a1 1 0 1 0-2 0"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  torch: ["M13 3 5 14h6l-1 7 8-11h-6z"],
  heatmap: ["M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18", "M12 7.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9", "M12 11.5v1"],
  remove: ["M5 7h14", "M9.5 7V4.5h5V7", "M7 7l.8 12.5h8.4L17 7", "M10.3 10.5v5.5", "M13.7 10.5v5.5"],
  retake: ["M4.5 12a7.5 7.5 0 1 1 2.4 5.5", "M4 18.5l2.8-1-.9-2.9"],
  good: ["M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18", "M8 12.4l2.7 2.6L16 9.5"],
  poor: ["M12 4 2.8 20h18.4z", "M12 10v4.5", "M12 17.2v.3"],
  face: ["M12 3.2c3.6 0 6 2.7 6 7 0 5-2.8 9.6-6 9.6s-6-4.6-6-9.6c0-4.3 2.4-7 6-7z", "M9.4 10.4v.5", "M14.6 10.4v.5", "M9.9 15.1c1.3.9 2.9.9 4.2 0"],
};

/** @typedef {keyof typeof LINES} Icon */

/** @param {Icon} name */
export function icon(name) {
  const lines = LINES[name].map((d) => svg("path", { d }));
  return svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" }, ...lines);
}
