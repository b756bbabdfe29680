// What the bytes of a wasm module are: its sections, and its code by crate. `node xtask/bytes.mjs FILE`; the file with its
// names, as cargo leaves it: target/wasm/wasm32-unknown-unknown/wasm-cpu/attn_fiqa.wasm.
import { readFile } from "node:fs/promises";

/** Section ids (WebAssembly core specification, 5.5.2), and the subsection of function names (appendix, name section). */
const [CUSTOM, IMPORT, CODE, DATA, FUNCTION_NAMES] = [0, 2, 10, 11, 1];
/** Crates with less are added up. */
const LEAST = 20_000;

const bytes = await readFile(process.argv[2]);
let at = 8;
const [names, sizes, total] = [new Map(), [], new Map()];
let imported = 0;
while (at < bytes.length) {
  const [id, length] = [bytes[at++], number()];
  const end = at + length;
  if (id === CUSTOM && string() === "name") readNames(end);
  else if (id === IMPORT) countImports();
  else if (id === CODE) for (let count = number(); count > 0; count--) skip(sizes, number());
  else if (id === DATA) total.set("(constant data)", length);
  at = end;
}
sizes.forEach((size, i) => add(crateOf(names.get(imported + i) ?? ""), size));
const rows = [...total].sort(([, a], [, b]) => b - a);
const rest = rows.filter(([, size]) => size < LEAST).reduce((sum, [, size]) => sum + size, 0);
for (const [crate, size] of [...rows.filter(([, size]) => size >= LEAST), ["(others)", rest]]) {
  console.log(`| ${crate} | ${(size / 1000).toFixed(0)} kB |`);
}

function add(name, size) {
  total.set(name, (total.get(name) ?? 0) + size);
}

function skip(list, size) {
  list.push(size);
  at += size;
}

/** An unsigned LEB128. */
function number() {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return value;
  }
}

function string() {
  const length = number();
  at += length;
  return bytes.toString("utf8", at - length, at);
}

function readNames(end) {
  while (at < end) {
    const [id, length] = [bytes[at++], number()];
    const next = at + length;
    if (id === FUNCTION_NAMES) for (let count = number(); count > 0; count--) names.set(number(), string());
    at = next;
  }
}

/** Functions, with their types; wasm-bindgen's modules import nothing else. */
function countImports() {
  for (let count = number(); count > 0; count--) {
    string();
    string();
    if (bytes[at++] === 0) imported++;
    number();
  }
}

/** The crate of a mangled name; of a trait's method, that of the type it is for. What wasm-bindgen takes out again is no code. */
function crateOf(name) {
  if (name.includes("__wbindgen_describe") || name.includes("WasmDescribe")) return "(taken out by wasm-bindgen)";
  const [, length, rest] = /^_ZN(\d+)(.*)/.exec(name) ?? [];
  const first = rest?.slice(0, Number(length));
  if (first && !first.startsWith("_$")) return first;
  return (first ? /([a-z]\w*)\.\./ : /^_R.*?Cs\w+?_\d+([a-z]\w+?)(?=\d|N|$)/).exec(first ?? name)?.[1] ?? "(no crate)";
}
