/** The page's elements: found by id, made, filled. */

/**
 * Elements of index.html that are more than an HTMLElement.
 *
 * @typedef {Record<"canvas" | "closeup" | "colour-bar", HTMLCanvasElement>} Canvases
 * @typedef {Record<"file" | "aligned" | "landmarks" | "outline" | "opacity" | "model-file" | "model-url", HTMLInputElement>} Inputs
 * @typedef {Record<"backend" | "preset" | "colormap" | "range", HTMLSelectElement>} Selects
 * @typedef {{ contour: SVGSVGElement, checks: HTMLTableElement, "model-bar": HTMLProgressElement, "model-card": HTMLDetailsElement }} Others
 * @typedef {Canvases & Inputs & Selects & Others} Elements
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

/** @param {string} id of a `<dl>` @param {Record<string, string>} facts by their names */
export function showFacts(id, facts) {
  $(id).replaceChildren(...Object.entries(facts).flatMap(([name, fact]) => [make("dt", {}, name), make("dd", {}, fact)]));
}

/** @param {number} value */
export const milliseconds = (value) => `${value.toFixed(1)} ms`;

/** @param {{ message: string, code?: string }} error */
export function sentence({ message, code }) {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return code ? `${text} (${code})` : text;
}
