// The package's worker, with a switch that breaks what its wasm module needs.
import { breakClock } from "./break-clock.js";
import "/pkg/worker.js";

new BroadcastChannel("break").addEventListener("message", ({ data }) => {
  breakClock(data);
  new BroadcastChannel("broken").postMessage(null);
});
