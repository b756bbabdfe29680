// How a TypeScript user with `using` writes it: compiled, not run.
import { FaceQuality } from "attn-fiqa";

export async function score(photo: Blob): Promise<number> {
  using quality = await FaceQuality.load();
  return (await quality.assess(photo)).score;
}
