/**
 * Takes away this thread's clock, which every assessment reads: a crash on demand.
 *
 * @param {"throws" | "missing"} how an exception of the browser, or a panic of the module
 */
export function breakClock(how) {
  if (how === "missing") Object.defineProperty(globalThis, "performance", { value: undefined });
  else
    Performance.prototype.now = () => {
      throw new Error("no clock");
    };
}
