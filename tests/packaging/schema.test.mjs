// The JSON Schema in the package: what the command line prints holds to it, and it is strict enough to notice a change.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import Ajv from "ajv/dist/2020.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const program = process.env.ATTN_FIQA ?? join(root, "target/debug/attn-fiqa");
const portrait = join(root, "www/demo/samples/portrait.jpg");
let folder;
let validate;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "attn-fiqa-"));
  const schema = JSON.parse(await readFile(join(root, "www/lib/schema.json"), "utf8"));
  validate = new Ajv({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true }).compile(schema);
});
after(() => rm(folder, { recursive: true }));

/** What is printed of each image; that some cannot be scored is no failure here. */
function score(...words) {
  const { stdout } = spawnSync(program, ["score", "--device", "cpu", "--format", "json", ...words], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function assertValid(lines) {
  for (const line of lines) assert.ok(validate(line), `${line.file}: ${JSON.stringify(validate.errors, null, 1)}`);
}

test("every line holds to the schema", async () => {
  const text = join(folder, "text.jpg");
  const name = Buffer.concat([Buffer.from(join(folder, "not unicode \n")), Buffer.from([0xff]), Buffer.from(".jpg")]);
  await writeFile(text, "no image");
  await writeFile(name, await readFile(portrait));
  const landmarks = "113,101,165,101,139,130,118,158,160,158";
  const lines = [
    ...score(portrait, text, "nowhere.png", join(root, "tests/fixtures/faces/small-00.jpg")),
    ...score("--aligned", join(root, "tests/fixtures/renders")),
    ...score("--landmarks", landmarks, portrait),
    ...score(folder),
  ];
  assertValid(lines);
  assert.deepEqual(new Set(lines.map(({ error }) => error?.code)), new Set([undefined, "unsupported-input"]));
  const bytes = lines.find(({ file_bytes }) => file_bytes)?.file_bytes;
  assert.deepEqual(Buffer.from(bytes), name);
});

test("the schema notices what is missing, new or of another kind", () => {
  const [line] = score(portrait);
  const broken = [
    (copy) => delete copy.score,
    (copy) => delete copy.checks[0].unit,
    (copy) => (copy.surplus = 1),
    (copy) => (copy.face.surplus = 1),
    (copy) => (copy.percentile = 101),
    (copy) => (copy.patch_map.length = 195),
    (copy) => (copy.error = { code: "decode", message: "both" }),
    (copy) => (copy.verdict = "great"),
  ];
  for (const change of broken) {
    const copy = structuredClone(line);
    change(copy);
    assert.equal(validate(copy), false, String(change));
  }
});
