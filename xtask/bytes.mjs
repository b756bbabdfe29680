// What the bytes of a wasm module are: its sections, and its code by crate. `node xtask/bytes.mjs FILE`; the file with its
// names, as cargo leaves it: target/wasm/wasm32-unknown-unknown/wasm-cpu/attn_fiqa.wasm.
import { readFile } from "node:fs/promises";

/** Section ids (WebAssembly core specification, 5.5.2), and the subsection of function names (appendix, name section). */
const [CODE, DATA, FUNCTION_NAMES] = [10, 11, 1];
/** Crates with less are added up. */
const LEAST = 20_000;

const bytes = await readFile(process.argv[2]);
const module = await WebAssembly.compile(bytes);
const imported = WebAssembly.Module.imports(module).filter(({ kind }) => kind === "function").length;
const [names, sizes, total] = [new Map(), [], new Map()];
for (const section of WebAssembly.Module.customSections(module, "name")) {
  parts(Buffer.from(section), 0, (id, reader) => {
    if (id === FUNCTION_NAMES) for (let count = reader.number(); count > 0; count--) names.set(reader.number(), String(reader.bytes()));
  });
}
parts(bytes, 8, (id, reader, length) => {
  if (id === CODE) for (let count = reader.number(); count > 0; count--) sizes.push(reader.bytes().length);
  else if (id === DATA) total.set("(constant data)", length);
});
sizes.forEach((size, i) => {
  const crate = crateOf(names.get(imported + i) ?? "");
  total.set(crate, (total.get(crate) ?? 0) + size);
});
const rows = [...total].sort(([, a], [, b]) => b - a);
const rest = rows.filter(([, size]) => size < LEAST).reduce((sum, [, size]) => sum + size, 0);
for (const [crate, size] of [...rows.filter(([, size]) => size >= LEAST), ["(others)", rest]]) {
  console.log(`| ${crate} | ${(size / 1000).toFixed(0)} kB |`);
}

/** Visits what follows one another as id, length, content: sections, and the parts of the section of names. */
function parts(buffer, at, visit) {
  /** An unsigned LEB128. */
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = buffer[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  const bytes = () => {
    const length = number();
    return buffer.subarray(at, (at += length));
  };
  while (at < buffer.length) {
    const [id, length] = [buffer[at++], number()];
    const end = at + length;
    visit(id, { number, bytes }, length);
    at = end;
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
