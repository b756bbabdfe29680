/** The page saved on this device, so that it works without a network; and its newer versions, which wait until they are wanted. */
import { $ } from "./page.js";
import { put } from "./words.js";

/** Milliseconds for all files of the page to be saved; then the page goes on without. */
const LIMIT = 30_000;

/** Resolves when the page is saved, or cannot be: a browser may refuse, and the page works without it. */
export async function saveForOffline() {
  offerToInstall();
  if (!navigator.serviceWorker) return;
  const limit = new Promise((resolve) => setTimeout(resolve, LIMIT));
  try {
    const registration = await navigator.serviceWorker.register("service-worker.js", { updateViaCache: "none" });
    offerUpdates(registration);
    await Promise.race([navigator.serviceWorker.ready, refused(registration), limit]);
    if (registration.active && (await isSaved())) put($("offline-state"), "offline.ready");
  } catch (error) {
    console.info("attn-fiqa: this page is not saved for use without a network", error);
  }
}

/** Resolves when the first version could not be kept: a file was broken, or there is no room. @param {ServiceWorkerRegistration} registration */
function refused({ installing }) {
  return new Promise((resolve) => {
    installing?.addEventListener("statechange", () => installing.state === "redundant" && resolve(null));
  });
}

/** Whether there is a whole version: the service worker makes its cache when it has all files. */
async function isSaved() {
  return (await caches.keys()).some((name) => name.startsWith("attn-fiqa-demo-"));
}

/** @param {ServiceWorkerRegistration} registration */
function offerUpdates(registration) {
  const offer = (/** @type {ServiceWorker | null} */ worker) => {
    // Without a controller it is the first version.
    if (worker?.state !== "installed" || !navigator.serviceWorker.controller) return;
    $("update").hidden = false;
    $("update-use").onclick = () => use(worker);
  };
  offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => offer(worker));
  });
}

/** @param {ServiceWorker} worker of the newer version */
function use(worker) {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  worker.postMessage("use");
}

/** Browsers that let a page offer it say so. */
function offerToInstall() {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    $("offline-install").hidden = false;
    $("offline-install").onclick = () => {
      $("offline-install").hidden = true;
      void (/** @type {any} */ (event).prompt());
    };
  });
}
