// custom-elements.json says to editors and documentation what the element has: here it is held against the element itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, readJson, startForTests } from "./support.mjs";

const session = await startForTests(".");
const { modules } = await readJson("www/lib/custom-elements.json");
const [stated] = modules[0].declarations;
const names = (/** @type {{ name: string }[]} */ list) => list.map(({ name }) => name).sort();

/** What the element has, by its own account. Runs in the page. */
async function look() {
  const { FaceQualityInputElement: Class } = await import("/pkg/element.js");
  const element = /** @type {any} */ (document.createElement("face-quality-input"));
  document.body.append(element);
  const root = element.shadowRoot;
  const all = [...root.querySelectorAll("*")];
  const members = new Map();
  for (let at = Class.prototype; at !== HTMLElement.prototype; at = Object.getPrototypeOf(at)) {
    for (const [name, { value, set }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      members.set(name, typeof value === "function" ? "method" : set ? "field" : "readonly");
    }
  }
  // Attributes that are read when they are needed are found by what setting the property does to the element.
  const written = (name, value) => {
    const before = new Set(element.getAttributeNames());
    element[name] = value;
    return element.getAttributeNames().filter((attribute) => !before.has(attribute));
  };
  const reflected = Object.fromEntries(
    Object.entries({
      name: "a",
      required: true,
      disabled: true,
      minPercentile: 1,
      minVerdict: "fair",
      preset: "enrol",
      camera: "none",
      autoCapture: false,
      lang: "de",
    }).map(([name, value]) => [name, written(name, value)]),
  );
  const css = root.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules].map(({ cssText }) => cssText)).join("\n");
  const unique = (list) => [...new Set(list)].sort();
  return {
    observed: [...Class.observedAttributes],
    reflected,
    members: Object.fromEntries(members),
    slots: unique(all.filter(({ localName }) => localName === "slot").map(({ name }) => name)),
    parts: unique(all.flatMap((node) => [...node.part])),
    properties: unique(css.match(/--fq-[a-z-]+/g)),
  };
}

const { page } = await open(session, "tests/browser/blank.html");
const found = await page.evaluate(look);

test("its attributes", () => {
  const reflected = Object.entries(found.reflected);
  for (const [field, attributes] of reflected) {
    const { name } = stated.attributes.find(({ fieldName }) => fieldName === field);
    assert.deepEqual(attributes, [name], field);
  }
  // Every element has `lang`; this one speaks it, or that of the place where it is.
  const real = new Set([...found.observed, ...reflected.flatMap(([, attributes]) => attributes), "lang"]);
  assert.deepEqual(names(stated.attributes), [...real].sort());
});

test("its members, and which of them are to be read alone", () => {
  const hooks = /^(constructor|mark|\w+Callback)$/;
  const real = Object.entries(found.members).filter(([name]) => !hooks.test(name));
  const kind = ({ kind, readonly }) => (kind === "method" ? kind : readonly ? "readonly" : "field");
  assert.deepEqual(Object.fromEntries(stated.members.map((member) => [member.name, kind(member)])), Object.fromEntries(real));
});

test("its slots, parts and custom properties", () => {
  assert.deepEqual(names(stated.slots), found.slots);
  // A reason is there when a photo has one.
  assert.deepEqual(names(stated.cssParts), [...found.parts, "reason"].sort());
  assert.deepEqual(names(stated.cssProperties), found.properties);
});
