// A model of real size, made where it is needed: ViT-S as face recognition uses it, in half precision, 82 MB of noise.
import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { open, rename, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { start } from "./support.mjs";

const [DIM, DEPTH, HEADS, RATIO, PATCHES] = [512, 12, 8, 5, 196];
const NAME = "noise ViT-S";

/** Its address on the server of `startWithBigModel`. */
const ADDRESS = "/big.safetensors";

const BYTES_PER_MILLISECOND = 50_000;

/**
 * A session whose server has the model, and the facts about the model.
 *
 * @param {Parameters<typeof start>[1]} [answer] what the server answers in addition
 */
export async function startWithBigModel(answer = () => false) {
  const path = await makeOnce();
  const { size } = await stat(path);
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  const session = await start(".", (request, response) => {
    if (request.url !== ADDRESS) return answer(request, response);
    response.writeHead(200, { "content-length": size, "content-type": "application/octet-stream" });
    void serve(path, response);
    return true;
  });
  return { session, model: { path, size, url: ADDRESS, integrity: `sha256-${hash.digest("hex")}` } };
}

/** At 400 Mbit/s, faster than most networks: without a limit the browser would pile up the bytes in memory. */
async function serve(path, response) {
  const start = performance.now();
  let sent = 0;
  for await (const piece of createReadStream(path)) {
    if (response.destroyed) return;
    response.write(piece);
    sent += piece.length;
    await setTimeout(Math.max(sent / BYTES_PER_MILLISECOND - (performance.now() - start), 0));
  }
  response.end();
}

/** Its path; made once on each machine. */
async function makeOnce() {
  const path = join(tmpdir(), "attn-fiqa-noise-vit-s-1.safetensors");
  if (existsSync(path)) return path;
  // Under another name while it is not whole.
  const partial = `${path}.${process.pid}`;
  const file = await open(partial, "w");
  try {
    // Single precision first, as the package's own writer does.
    const tensors = [...layout()].sort((a, b) => Number(isHalf(a)) - Number(isHalf(b)));
    await file.write(header(tensors));
    for (const tensor of tensors) await file.write(isHalf(tensor) ? halves(tensor) : singles(tensor));
  } finally {
    await file.close();
  }
  await rename(partial, path);
  return path;
}

/** Key and shape of each tensor; see src/model/layout.rs. @returns {Generator<[string, number[]]>} */
function* layout() {
  yield* pair("patch_embed.proj", [DIM, 3, 8, 8]);
  yield ["pos_embed", [1, PATCHES, DIM]];
  for (let i = 0; i < DEPTH; i++) {
    const [block, isLast] = [`blocks.${i}`, i === DEPTH - 1];
    yield* pair(`${block}.norm1`, [DIM]);
    yield [`${block}.attn.qkv.weight`, [(isLast ? 2 : 3) * DIM, DIM]];
    if (isLast) return;
    yield* pair(`${block}.attn.proj`, [DIM, DIM]);
    yield* pair(`${block}.norm2`, [DIM]);
    yield* pair(`${block}.mlp.fc1`, [RATIO * DIM, DIM]);
    yield* pair(`${block}.mlp.fc2`, [DIM, RATIO * DIM]);
  }
}

/** A weight, and a bias for each of its outputs. @returns {[string, number[]][]} */
const pair = (key, shape) => ["weight", "bias"].map((part) => [`${key}.${part}`, part === "bias" ? shape.slice(0, 1) : shape]);
const isHalf = ([key, shape]) => shape.length > 1 && key !== "pos_embed";
const count = ([, shape]) => shape.reduce((product, side) => product * side, 1);

function header(tensors) {
  const texts = { name: NAME, licence: "CC0-1.0", provenance: "pseudo-random numbers", heads: HEADS, depth: DEPTH, mlp_ratio: RATIO };
  const metadata = { format: "attn-fiqa", version: "1", color: "rgb", ...texts };
  for (const key in metadata) metadata[key] = String(metadata[key]);
  const json = { __metadata__: metadata };
  let end = 0;
  for (const tensor of tensors) {
    const start = end;
    end += count(tensor) * (isHalf(tensor) ? 2 : 4);
    json[tensor[0]] = { dtype: isHalf(tensor) ? "F16" : "F32", shape: tensor[1], data_offsets: [start, end] };
  }
  const text = Buffer.from(JSON.stringify(json));
  const bytes = Buffer.alloc(8 + 8 * Math.ceil(text.length / 8), " ");
  bytes.writeBigUInt64LE(BigInt(bytes.length - 8));
  text.copy(bytes, 8);
  return bytes;
}

/** Norms do nothing; biases and positions are small. */
function singles(tensor) {
  const value = /norm\d\.weight/.test(tensor[0]) ? () => 1 : () => (random() / 2 ** 31 - 1) / 50;
  return new Uint8Array(Float32Array.from({ length: count(tensor) }, value).buffer);
}

/** Even between ±1/√inputs, which keeps the numbers in a deep network in range. */
function halves(tensor) {
  const inputs = count(tensor) / tensor[1][0];
  const steps = Uint16Array.from({ length: 4096 }, (_, i) => toHalf((i / 2047.5 - 1) / Math.sqrt(inputs)));
  return new Uint8Array(Uint16Array.from({ length: count(tensor) }, () => steps[random() >>> 20]).buffer);
}

/** IEEE 754 half precision, rounded towards zero; numbers below its normal range become zero. */
function toHalf(value) {
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0];
  const exponent = ((bits >>> 23) & 255) - 112;
  return exponent <= 0 ? 0 : ((bits >>> 16) & 0x8000) | (exponent << 10) | ((bits >>> 13) & 0x3ff);
}

let state = 1;
/** xorshift32. */
function random() {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return state >>> 0;
}
