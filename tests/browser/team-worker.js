// The package's worker, in teams whose other threads fail on demand: they die, hear nothing, come late, or crash. Each says that it is
// there when asked. The first worker of a page has one nature, so has each of the others: `?NATURE` of the address.
const nature = new URL(location.href).searchParams;

/** Whether this is one of the others: the first worker calls it to its place. */
let isOther = false;
/** What it does at its next pass. */
let fault = "";

const channel = new BroadcastChannel("team");
channel.addEventListener("message", ({ data }) => {
  if (data === "who is there?") channel.postMessage(isOther ? "another" : "the first");
  if (data.fault && data.first !== isOther) {
    fault = data.fault;
    if (fault === "dies") close();
    channel.postMessage("so be it");
  }
});

addEventListener("message", (event) => {
  isOther ||= event.data.method === "join";
  if (event.data.method !== "help" || !fault) return;
  const [now, notify] = [fault, Atomics.notify];
  fault = "";
  if (now === "hears nothing") event.stopImmediatePropagation();
  if (now === "comes late") for (const end = performance.now() + 1000; performance.now() < end; );
  if (now === "crashes")
    Atomics.notify = () => {
      Atomics.notify = notify;
      throw new Error("a fault on demand");
    };
});

if (nature.has("alone")) {
  // As where a page's policy or a full machine allows no more workers.
  globalThis.Worker = /** @type {any} */ (
    class {
      constructor() {
        throw new Error("no more workers");
      }
    }
  );
}
// As in WebKitGTK, which has it only if told.
if (nature.has("unshared")) Reflect.deleteProperty(globalThis, "SharedArrayBuffer");
await import("/pkg/worker.js");

export {};
