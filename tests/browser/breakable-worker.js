// The package's worker, with a switch that breaks what its wasm module needs, and one that ends it without a word.
import { breakClock, breakStarts } from "./break-clock.js";
import "/pkg/worker.js";

new BroadcastChannel("break").addEventListener("message", ({ data }) => {
  if (data === "close") close();
  else {
    breakClock(data.how, 1);
    if (data.forGood) breakStarts();
  }
  new BroadcastChannel("broken").postMessage(null);
});
