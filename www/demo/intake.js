/** The ways a photo gets onto the page: chosen, pasted, dropped. */

const $ = (id) => document.getElementById(id);

/** @param {(photo: { blob: Blob, name: string }) => void} onChoose */
export function listenForPhotos(onChoose) {
  const choose = (file) => file && onChoose({ blob: file, name: file.name || "pasted picture" });
  $("file").addEventListener("change", (event) => {
    choose(event.target.files[0]);
    // So that the same file can be chosen again.
    event.target.value = "";
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
