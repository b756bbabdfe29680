/**
 * Defines `<face-quality-input>`. Importing it where there are no elements (Node.js, server-side rendering) does nothing; importing
 * it twice, or from two copies of the package, defines it once.
 */
import { FaceQualityInputElement } from "./element/face-quality-input.js";

export { FaceQualityInputElement };

const NAME = "face-quality-input";
const registry = globalThis.customElements;
if (registry && !registry.get(NAME)) registry.define(NAME, FaceQualityInputElement);
