// Several photos of a person: the best one first. Choosing among photos is what a quality score is best at.
import { FaceQuality } from "attn-fiqa";

const loading = FaceQuality.load();

document.querySelector("input").addEventListener("change", async ({ target: { files } }) => {
  const quality = await loading;
  const rated = await Promise.all(Array.from(files, (photo) => rate(quality, photo)));
  rated.sort((a, b) => b.score - a.score);
  document.querySelector("ol").replaceChildren(...rated.map(toItem));
});

async function rate(quality, photo) {
  try {
    const { score, percentile } = await quality.assess(photo);
    return { photo, score, text: `better than ${Math.round(percentile)} % of the reference photos` };
  } catch (error) {
    return { photo, score: -Infinity, text: error.message };
  }
}

function toItem({ photo, text }) {
  const item = document.createElement("li");
  item.textContent = `${photo.name}: ${text}`;
  return item;
}
