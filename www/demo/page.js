/** The page's elements: found by id, made, filled. */
import { inWords } from "./words.js";

/**
 * Elements of index.html that are more than an HTMLElement.
 *
 * @typedef {Record<"canvas" | "closeup" | "colour-bar", HTMLCanvasElement>} Canvases
 * @typedef {Record<"file" | "aligned" | "landmarks" | "outline" | "opacity" | "model-file" | "model-url", HTMLInputElement>} Inputs
 * @typedef {Record<"backend" | "preset" | "colormap" | "range" | "language", HTMLSelectElement>} Selects
 * @typedef {Record<"contour" | "region", SVGSVGElement>} Drawings
 * @typedef {{ checks: HTMLTableElement, "model-bar": HTMLProgressElement, "model-card": HTMLDetailsElement }} Others
 * @typedef {Canvases & Inputs & Selects & Drawings & Others} Elements
 */

/**
 * @template {string} Id
 * @param {Id} id of an element in index.html
 * @returns {Id extends keyof Elements ? Elements[Id] : HTMLElement}
 */
export const $ = (id) => /** @type {any} */ (document.getElementById(id));

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Partial<HTMLElementTagNameMap[Tag]>} properties
 * @param {(Node | string)[]} children
 */
export function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** @param {string} tag of SVG @param {Record<string, string | number>} attributes @returns {SVGElement} */
export function makeSvg(tag, attributes) {
  const element = /** @type {SVGElement} */ (document.createElementNS("http://www.w3.org/2000/svg", tag));
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

/** @param {string} id of a `<dl>` @param {Record<string, string>} facts by their names */
export function showFacts(id, facts) {
  $(id).replaceChildren(...Object.entries(facts).flatMap(([name, fact]) => [make("dt", {}, name), make("dd", {}, fact)]));
}

/** @param {number} value */
export const milliseconds = (value) =>
  inWords().number(value, { style: "unit", unit: "millisecond", minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** For developers: what a file, a server or a device did. @param {{ message: string, code?: string }} error */
export function sentence({ message, code }) {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return code ? `${text} (${code})` : text;
}

/** @param {HTMLCanvasElement | OffscreenCanvas} canvas */
export const contextOf = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

/** The next task: between two of them the browser paints and answers. */
export const nextTask = () => new Promise((resolve) => setTimeout(resolve));
