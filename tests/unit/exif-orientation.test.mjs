// The orientation tag in files of every form, and in files that only look like it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { findOrientation } from "../../www/lib/exif-orientation.js";

const bytes = (...parts) => Uint8Array.from(Buffer.concat(parts.map((part) => Buffer.from(part, "latin1"))));
const number = (value, size, isLittle) => {
  const big = Array.from({ length: size }, (_, i) => (value >> (8 * (size - 1 - i))) & 255);
  return isLittle ? big.reverse() : big;
};

/** EXIF data with another tag and this one. */
function exif(value, { type = 3, isLittle = false } = {}) {
  const size = { 1: 1, 3: 2, 4: 4 }[type] ?? 2;
  const n = (value, size) => number(value, size, isLittle);
  const entry = (tag, type, value, size) => [...n(tag, 2), ...n(type, 2), ...n(1, 4), ...n(value, size), ...Array(4 - size).fill(0)];
  const entries = [...n(2, 2), ...entry(0x010f, 3, 7, 2), ...entry(0x0112, type, value, size), ...n(0, 4)];
  return bytes(isLittle ? "II" : "MM", n(42, 2), n(8, 4), entries);
}

const jpeg = (data) =>
  bytes([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xe1], number(data.length + 8, 2), "Exif\0\0", data, [0xff, 0xda]);
const png = (data) => bytes("\x89PNG\r\n\x1a\n", number(3, 4), "IDATabc", number(0, 4), number(data.length, 4), "eXIf", data, number(0, 4));
const webp = (data) => bytes("RIFF", number(0, 4), "WEBPVP8 ", number(3, 4, true), "abc\0EXIF", number(data.length, 4, true), data);

for (const [format, write] of Object.entries({ jpeg, png, webp })) {
  test(`the tag is found and cleared: ${format}`, () => {
    for (const isLittle of [true, false]) {
      for (const type of [1, 3, 4]) {
        for (const prefix of format === "jpeg" ? [""] : ["", "Exif\0\0"]) {
          for (let value = 1; value <= 8; value++) {
            const file = write(bytes(prefix, exif(value, { type, isLittle })));
            const found = findOrientation(file);
            assert.equal(found?.value, value);
            found.clear();
            assert.deepEqual(file, write(bytes(prefix, exif(1, { type, isLittle }))), "and nothing else");
          }
        }
      }
    }
  });

  test(`what makes no sense is passed over: ${format}`, () => {
    for (const value of [0, 9, 255]) assert.equal(findOrientation(write(exif(value))), null);
    assert.equal(findOrientation(write(exif(6, { type: 5 }))), null);
    const whole = write(exif(6));
    for (let length = 0; length < whole.length; length++) findOrientation(whole.slice(0, length));
  });
}

test("other files have none", () => {
  for (const file of ["", "GIF89a......", "BM..........", "\xff\xd8\xff\xd9"]) assert.equal(findOrientation(bytes(file)), null);
});
