/** A Gaussian blur by three box blurs, which look the same; written out, because not every browser's canvas has a blur. */

/**
 * Blurs in place; beyond the edges the picture goes on as at the edge.
 *
 * @param {ImageData} pixels
 * @param {number} sigma standard deviation in pixels; below a third nothing is to be seen
 */
export function boxBlur({ data, width, height }, sigma) {
  for (const radius of radii(sigma)) {
    if (radius === 0) continue;
    for (let y = 0; y < height; y++) blurLine(data, y * width * 4, 4, width, radius);
    for (let x = 0; x < width; x++) blurLine(data, x * 4, width * 4, height, radius);
  }
}

/** Radii of three boxes whose variances add up to nearly that of the Gaussian: (2r + 1)² - 1 over 12 each. @param {number} sigma */
function radii(sigma) {
  let rest = sigma * sigma;
  return [3, 2, 1].map((left) => {
    const radius = Math.round((Math.sqrt((12 * rest) / left + 1) - 1) / 2);
    rest = Math.max(0, rest - ((2 * radius + 1) ** 2 - 1) / 12);
    return radius;
  });
}

/** One line's values before it is overwritten, by channel. */
let line = new Float32Array(0);

/**
 * The mean of a window that moves along a line of pixels.
 *
 * @param {Uint8ClampedArray} data
 * @param {number} start of the line
 * @param {number} step from one pixel to the next
 * @param {number} length in pixels
 * @param {number} radius
 */
function blurLine(data, start, step, length, radius) {
  if (line.length < length) line = new Float32Array(length);
  const size = 2 * radius + 1;
  for (let channel = 0; channel < 3; channel++) {
    for (let i = 0, at = start + channel; i < length; i++, at += step) line[i] = data[at];
    const last = length - 1;
    let sum = line[0] * (radius + 1);
    for (let i = 1; i <= radius; i++) sum += line[Math.min(i, last)];
    for (let i = 0, at = start + channel; i < length; i++, at += step) {
      data[at] = sum / size;
      sum += line[Math.min(i + radius + 1, last)] - line[Math.max(i - radius, 0)];
    }
  }
}
