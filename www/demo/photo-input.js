/** How a photo gets onto the page: chosen, pasted or dropped. */
/** @import { Chosen } from "./photo.js" */
import { $ } from "./page.js";

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
