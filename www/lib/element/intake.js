/** Photos that come as files: chosen, dropped, pasted. */

/** The first picture of a transfer; its first file if there is no picture, so that the refusal says why. @param {DataTransfer | null} transfer */
export function pictureIn(transfer) {
  const files = [...(transfer?.files ?? [])];
  return files.find(({ type }) => type.startsWith("image/")) ?? files[0] ?? null;
}

/** @param {DataTransfer | null} transfer */
const hasFiles = (transfer) => transfer?.types.includes("Files") ?? false;

/**
 * Listens on an element until the signal aborts.
 *
 * @param {HTMLElement} target
 * @param {(file: File) => void} take
 * @param {(isOver: boolean) => void} hover
 * @param {() => boolean} isOpen whether it takes files now
 */
export function listenForFiles(target, take, hover, isOpen) {
  // A drag enters each child before it leaves the last one.
  let depth = 0;
  const over = (/** @type {number} */ change) => {
    depth = change === 0 ? 0 : depth + change;
    hover(depth > 0);
  };
  const accepts = (/** @type {DragEvent} */ event) => hasFiles(event.dataTransfer) && isOpen();
  target.addEventListener("dragenter", (event) => accepts(event) && over(1));
  target.addEventListener("dragleave", (event) => accepts(event) && over(-1));
  target.addEventListener("dragover", (event) => {
    if (!accepts(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
  });
  target.addEventListener("drop", (event) => {
    over(0);
    if (accepts(event)) takeFrom(event, event.dataTransfer, take);
  });
  target.addEventListener("paste", (event) => isOpen() && takeFrom(event, event.clipboardData, take));
}

/** @param {Event} event @param {DataTransfer | null} transfer @param {(file: File) => void} take */
function takeFrom(event, transfer, take) {
  const file = pictureIn(transfer);
  if (!file) return;
  event.preventDefault();
  take(file);
}
