/** The samples, as buttons; samples/README.md has their licences. The first one is on the page from the start. */
/** @import { Chosen } from "./photo.js" */
import { make } from "./page.js";
import { onWords, say } from "./words.js";

/** @typedef {{ id: string, url: string, aligned: boolean }} Sample `id` is in the keys of the words */

/** @type {readonly Sample[]} */
const SAMPLES = [
  { id: "facing", url: "samples/facing.jpg", aligned: false },
  { id: "glasses", url: "samples/glasses.jpg", aligned: false },
  { id: "shut", url: "samples/shut.jpg", aligned: false },
  { id: "far", url: "samples/far.jpg", aligned: false },
  { id: "portrait", url: "samples/portrait.jpg", aligned: false },
  { id: "clear", url: "samples/render-clear.png", aligned: true },
  { id: "hard", url: "samples/render-hard.png", aligned: true },
];
export const [FIRST] = SAMPLES;

/** @param {Sample} sample @returns {Promise<Chosen>} */
export async function fetchSample({ id, url, aligned }) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} cannot be fetched: the server answered ${answer.status}`);
  return { blob: await answer.blob(), name: say(`sample.${id}`), aligned };
}

/**
 * Shows them as buttons. They are fetched with the page, so that trying one later needs no network.
 *
 * @param {HTMLElement} list
 * @param {(photo: Chosen) => void} onChoose
 */
export async function showSamples(list, onChoose) {
  for (const sample of SAMPLES) {
    const { blob, aligned } = await fetchSample(sample);
    const image = make("img", { src: URL.createObjectURL(blob) });
    const button = make("button", { type: "button" }, image);
    button.dataset.sample = sample.id;
    const name = () => (image.alt = button.title = say(`sample.${sample.id}`));
    name();
    onWords(name);
    button.addEventListener("click", () => onChoose({ blob, aligned, name: say(`sample.${sample.id}`) }));
    list.append(make("li", {}, button));
  }
}
