/** No wasm module can be started again in this thread. */
export function breakStarts() {
  WebAssembly.instantiate = () => Promise.reject(new Error("no memory"));
}

/**
 * Takes away this thread's clock, which every assessment reads: a crash on demand.
 *
 * @param {"throws" | "missing"} how an exception of the browser, or a panic of the module
 * @param {number} times that it is read in vain; then it is there again
 */
export function breakClock(how, times) {
  let left = times;
  if (how === "missing") {
    const clock = performance;
    Object.defineProperty(globalThis, "performance", { configurable: true, get: () => (left-- > 0 ? undefined : clock) });
    return;
  }
  const { now } = Performance.prototype;
  Performance.prototype.now = function () {
    if (left-- > 0) throw new Error("no clock");
    return now.call(this);
  };
}
