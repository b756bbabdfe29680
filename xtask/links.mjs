// Links in the texts of pkg/: to the file in the package where it is there, else to the repository. Fails at one that leads nowhere.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = new URL("../", import.meta.url);
const { repository } = JSON.parse(readFileSync(new URL("www/package.json", ROOT), "utf8"));
const ONLINE = repository.url.replace(/^git\+|\.git$/g, "");

/** Texts of the package → where they are in the repository. */
const TEXTS = {
  "README.md": "README.md",
  "CHANGELOG.md": "CHANGELOG.md",
  "models/README.md": "www/models/README.md",
  "models/locator.NOTICE.md": "www/models/locator.NOTICE.md",
};

/** A link or a picture of Markdown. */
const LINK = /(!?\[[^\]]*\]\()([^)\s]+)(\))/g;

/** Where a path of the repository is in the package. @param {string} path */
const inPackage = (path) => path.replace(/^www\/(lib\/)?/, "");

/** @param {string} text of the package @param {string} source @param {string} link */
function toLink(text, source, link) {
  if (/^(#|\w+:)/.test(link)) return link;
  const target = new URL(link, new URL(source, ROOT));
  const path = target.href.slice(ROOT.href.length).replace(target.hash, "");
  if (!existsSync(new URL(path, ROOT))) throw new Error(`${source} links to ${path}, which is not there`);
  const up = "../".repeat(text.split("/").length - 1);
  if (existsSync(new URL(`pkg/${inPackage(path)}`, ROOT)) && !path.endsWith("/")) return `${up}${inPackage(path)}${target.hash}`;
  const isPicture = /\.(png|svg|jpg)$/.test(path);
  return `${ONLINE}/${isPicture ? "raw" : path.endsWith("/") ? "tree" : "blob"}/HEAD/${path}${target.hash}`;
}

for (const [text, source] of Object.entries(TEXTS)) {
  const file = fileURLToPath(new URL(`pkg/${text}`, ROOT));
  const markdown = readFileSync(file, "utf8");
  writeFileSync(
    file,
    markdown.replace(LINK, (_, before, link, after) => before + toLink(text, source, link) + after),
  );
}
