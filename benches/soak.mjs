// Hours of a live page in minutes: 2,000 frames, and 200 engines loaded and disposed of, in a worker and on the page. What must be
// flat: heap, the module's memory, the processes' memory, documents, listeners, workers, blob URLs. `npm run soak`.
import { assertFlat, soak } from "../tests/browser/soak.mjs";
import { start } from "../tests/browser/support.mjs";

/** The software GPU takes a second for a frame on a machine at rest: fewer there. */
const AMOUNTS = { cpu: { frames: 2000, cycles: 200 }, webgpu: { frames: 60, cycles: 10 } };

/** @type {["cpu", "webgpu"]} */
const BACKENDS = ["cpu", "webgpu"];

const session = await start(".");
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
try {
  for (const backend of BACKENDS) {
    for (const worker of [true, false]) {
      for (const [what, amount] of Object.entries(AMOUNTS[backend])) {
        const looks = await soak(session, { worker, backend, [what]: amount });
        console.log(`\n${amount} ${what}, ${backend}, ${worker ? "in a worker" : "on the page"}`);
        for (const { heap, wasm, resident, ...counts } of looks) {
          console.log(`heap ${megabytes(heap)}, module ${megabytes(wasm)}, processes ${megabytes(resident)}`, counts);
        }
        assertFlat(looks);
      }
    }
  }
} finally {
  await session.close();
}
