/** What all form controls have beside their value: the form, its labels, and whether it may be sent. */
import { ReflectingElement } from "./reflecting-element.js";

/** @type {WeakMap<FormControl, ElementInternals>} */
const all = new WeakMap();

/** An element's internals: for the element, not for the page. @param {FormControl} element */
export const internalsOf = (element) => /** @type {ElementInternals} */ (all.get(element));

export class FormControl extends ReflectingElement {
  static formAssociated = true;

  constructor() {
    super();
    all.set(this, this.attachInternals());
  }

  /** As other controls have it: the kind of this one. */
  get type() {
    return /** @type {const} */ ("face-quality");
  }

  /** The form that it belongs to. */
  get form() {
    return internalsOf(this).form;
  }

  get labels() {
    return internalsOf(this).labels;
  }

  get validity() {
    return internalsOf(this).validity;
  }

  /** Why the form cannot be sent, in a sentence to the person; "" if it can. */
  get validationMessage() {
    return internalsOf(this).validationMessage;
  }

  get willValidate() {
    return internalsOf(this).willValidate;
  }

  checkValidity() {
    return internalsOf(this).checkValidity();
  }

  reportValidity() {
    return internalsOf(this).reportValidity();
  }

  /**
   * Turns a custom state on or off.
   *
   * @protected
   * @param {string} state
   * @param {boolean} isOn
   */
  mark(state, isOn) {
    // Safari has them from 17.4.
    if (isOn) internalsOf(this).states?.add(state);
    else internalsOf(this).states?.delete(state);
  }
}
