/** How a photo gets onto the page: chosen, pasted, dropped, or a sample; samples/README.md has their licences. */
/** @import { Chosen } from "./photo.js" */
import { $, make } from "./page.js";

const SAMPLES = [
  { name: "Rendered face, clear", url: "samples/render-clear.png", aligned: true },
  { name: "Rendered face, turned and tinted", url: "samples/render-hard.png", aligned: true },
  { name: "Portrait of an astronaut", url: "samples/portrait.jpg", aligned: false },
];

/** @param {(photo: Chosen) => void} onChoose */
export function listenForPhotos(onChoose) {
  const choose = (/** @type {File | undefined} */ file) => file && onChoose({ blob: file, name: file.name || "pasted picture" });
  $("file").addEventListener("change", () => {
    choose($("file").files?.[0]);
    // So that the same file can be chosen again.
    $("file").value = "";
  });
  document.addEventListener("paste", (event) => choose(event.clipboardData?.files[0]));
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("dragging");
  });
  for (const end of ["dragleave", "drop"]) {
    document.addEventListener(end, () => document.body.classList.remove("dragging"));
  }
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    choose(event.dataTransfer?.files[0]);
  });
}

/**
 * Shows them as buttons. They are fetched with the page, so that trying one later needs no network.
 *
 * @param {HTMLElement} list
 * @param {(photo: Chosen) => void} onChoose
 */
export async function showSamples(list, onChoose) {
  for (const { url, ...sample } of SAMPLES) {
    const blob = await (await fetch(url)).blob();
    const image = make("img", { src: URL.createObjectURL(blob), alt: sample.name });
    const button = make("button", { type: "button", title: sample.name }, image);
    button.addEventListener("click", () => onChoose({ blob, ...sample }));
    list.append(make("li", {}, button));
  }
}
