/** A PNG with a colour profile, also in browsers whose canvases are sRGB alone: they write none. */
import { ascii, big, crc, join } from "./with-orientation.js";

/** s15Fixed16Number (ICC.1:2010, 4.6). @param {number} value */
const fixed = (value) => big(Math.round(value * 65536));
const text = (value) =>
  join(
    ascii("mluc"),
    big(0),
    big(1),
    big(12),
    ascii("enUS"),
    big(2 * value.length),
    big(28),
    ...[...value].map((c) => [0, c.charCodeAt(0)]),
  );
const xyz = (values) => join(ascii("XYZ "), big(0), ...values.map(fixed));

/** sRGB's curve, as parametric curve of type 3 (10.16). */
const CURVE = join(ascii("para"), big(0), big(3, 2), big(0, 2), ...[2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045].map(fixed));

/** White under which ICC profiles are connected (D50), and Display-P3's primaries there, as Apple's profile has them. */
const D50 = [0.9642, 1, 0.8249];
const TAGS = {
  desc: text("P3"),
  cprt: text("CC0"),
  wtpt: xyz(D50),
  rXYZ: xyz([0.51512, 0.2412, -0.00105]),
  gXYZ: xyz([0.29198, 0.69225, 0.04189]),
  bXYZ: xyz([0.1571, 0.06657, 0.78407]),
  rTRC: CURVE,
  gTRC: CURVE,
  bTRC: CURVE,
};

/** The profile: header (7.2), table of tags, tags. */
function displayP3() {
  const names = Object.keys(TAGS);
  let at = 132 + 12 * names.length;
  const table = names.map((name) => {
    const entry = join(ascii(name), big(at), big(TAGS[name].length));
    at += TAGS[name].length;
    return entry;
  });
  const date = join(...[2020, 1, 1, 0, 0, 0].map((part) => big(part, 2)));
  const kind = join(big(0), big(0x04300000), ascii("mntrRGB XYZ "), date, ascii("acsp"));
  const header = join(big(at), kind, new Uint8Array(28), ...D50.map(fixed), new Uint8Array(48));
  return join(header, big(names.length), ...table, ...Object.values(TAGS));
}

/** Chunks of a PNG that say something about its colours (PNG, 11.3.2). */
const COLOUR_CHUNKS = ["cHRM", "gAMA", "iCCP", "sRGB", "cICP"];

/** What a canvas holds, its numbers meant as Display-P3. @param {OffscreenCanvas} canvas @returns {Promise<Blob>} */
export async function asDisplayP3(canvas) {
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
  const packed = new Blob([displayP3()]).stream().pipeThrough(new CompressionStream("deflate"));
  const data = join(ascii("P3\0\0"), new Uint8Array(await new Response(packed).arrayBuffer()));
  const chunk = join(ascii("iCCP"), data);
  // After the signature and the header, 33 bytes long.
  const parts = [bytes.slice(0, 33), big(data.length), chunk, big(crc(chunk))];
  for (let at = 33; at < bytes.length; ) {
    const end = at + 12 + new DataView(bytes.buffer).getUint32(at);
    if (!COLOUR_CHUNKS.includes(String.fromCharCode(...bytes.slice(at + 4, at + 8)))) parts.push(bytes.slice(at, end));
    at = end;
  }
  return new Blob(parts, { type: "image/png" });
}
