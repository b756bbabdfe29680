/** The sample photos, by their text; licences are in samples/README.md. */
export const SAMPLES = [
  { name: "Rendered face, clear", url: "samples/render-clear.png", aligned: true },
  { name: "Rendered face, turned and tinted", url: "samples/render-hard.png", aligned: true },
  { name: "Portrait of an astronaut", url: "samples/portrait.jpg", aligned: false },
];

/**
 * Shows them as buttons. They are fetched with the page, so that trying one later needs no network.
 *
 * @param {HTMLElement} list
 * @param {(photo: { blob: Blob, name: string, aligned: boolean }) => void} onChoose
 */
export async function showSamples(list, onChoose) {
  for (const { url, ...sample } of SAMPLES) {
    const blob = await (await fetch(url)).blob();
    const image = Object.assign(new Image(), { src: URL.createObjectURL(blob), alt: sample.name });
    const button = Object.assign(document.createElement("button"), { type: "button", title: sample.name });
    button.append(image);
    button.addEventListener("click", () => onChoose({ blob, ...sample }));
    const item = document.createElement("li");
    item.append(button);
    list.append(item);
  }
}
