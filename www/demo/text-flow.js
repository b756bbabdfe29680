/** Text on a canvas in lines of a width, in whatever language and direction. */

/**
 * @param {CanvasRenderingContext2D} context with the font set
 * @param {string} text
 * @param {number} width
 * @param {string} lang
 * @returns {string[]} lines
 */
export function breakLines(context, text, width, lang) {
  const lines = [""];
  // Chinese, Japanese and others have no spaces between words.
  for (const { segment } of new Intl.Segmenter(lang, { granularity: "word" }).segment(text)) {
    const longer = lines[lines.length - 1] + segment;
    // Punctuation does not begin a line.
    const isWord = /[\p{L}\p{N}]/u.test(segment);
    if (isWord && lines[lines.length - 1] && context.measureText(longer.trimEnd()).width > width) lines.push(segment);
    else lines[lines.length - 1] = longer;
  }
  return lines.map((line) => line.trim());
}
