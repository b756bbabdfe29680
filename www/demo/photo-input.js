/** How photos get onto the page: chosen, pasted or dropped, one or several. */
/** @import { Chosen } from "./photo.js" */
import { $ } from "./page.js";
import { say } from "./words.js";

/** @param {(photos: Chosen[]) => void} onChoose called with one at least */
export function listenForPhotos(onChoose) {
  const choose = (/** @type {Iterable<File>} */ files) => {
    const photos = Array.from(files, (file) => ({ blob: file, name: file.name || say("start.pasted") }));
    if (photos.length > 0) onChoose(photos);
  };
  $("file").addEventListener("change", () => {
    choose($("file").files ?? []);
    // So that the same file can be chosen again.
    $("file").value = "";
  });
  document.addEventListener("paste", (event) => choose(event.clipboardData?.files ?? []));
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("dragging");
  });
  for (const end of ["dragleave", "drop"]) {
    document.addEventListener(end, () => document.body.classList.remove("dragging"));
  }
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    choose(event.dataTransfer?.files ?? []);
  });
}
