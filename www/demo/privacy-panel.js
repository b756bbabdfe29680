/** The requests that the browser has counted since the page was loaded: none. */
import { $, make } from "./page.js";
import { onWords, put, say, write } from "./words.js";

/** @type {PerformanceResourceTiming[]} */
const requests = [];
/** When all files of the page had arrived, in its time. */
let loadedAt = Infinity;

/** Counts all requests, those before this call too. */
export function countRequests() {
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (/^https?:/.test(entry.name)) requests.push(/** @type {any} */ (entry));
    show();
  });
  observer.observe({ type: "resource", buffered: true });
  onWords(show);
}

/** The page has all its files: from now on there are no requests. */
export function endOfLoading() {
  loadedAt = performance.now();
  show();
}

function show() {
  if (loadedAt === Infinity) return put($("privacy-since"), "privacy.loading");
  const later = requests.filter(({ startTime }) => startTime > loadedAt);
  const own = requests.filter(({ name }) => new URL(name).origin === location.origin).length;
  $("privacy-requests").hidden = later.length === 0;
  write($("privacy-since"), later.length === 0 ? say("privacy.none") : say("privacy.some", { count: later.length }));
  $("privacy-requests").replaceChildren(...later.map(({ name }) => make("li", {}, make("bdi", {}, name))));
  $("privacy-loaded").textContent = say("privacy.loaded", { own, other: requests.length - own });
}
