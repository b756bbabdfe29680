/** The capture checks in plain words, in groups: name, and what its number says. */

/** @type {{ title: string, checks: Record<string, [name: string, meaning: string]> }[]} */
export const GROUPS = [
  {
    title: "Light and colour",
    checks: {
      "luminance-mean": ["Brightness", "mean of the face, 0 black to 1 white"],
      "luminance-variance": ["Contrast", "variance of the face's brightness"],
      "under-exposure": ["Lost in black", "share of the face"],
      "over-exposure": ["Lost in white", "share of the face"],
      "dynamic-range": ["Range of tones", "entropy; 8 bits is all there is"],
      "illumination-uniformity": ["Even light", "what both cheeks share, 0 to 1"],
      "natural-colour": ["Natural colour", "distance from the colours of skin"],
    },
  },
  {
    title: "Detail",
    checks: {
      sharpness: ["Sharpness", "logarithm of the variance of edges"],
      "inter-eye-distance": ["Size of the face", "from eye to eye"],
    },
  },
  {
    title: "Place in the picture",
    checks: {
      "head-size": ["Size of the head", "eyes to chin, share of the height"],
      "crop-left": ["Room on the left", "in distances between the eyes"],
      "crop-right": ["Room on the right", "in distances between the eyes"],
      "margin-above": ["Room above", "in lengths from eyes to chin"],
      "margin-below": ["Room below", "in lengths from eyes to chin"],
      "single-face": ["Somebody else", "the second face's area over this one's"],
    },
  },
  {
    title: "Head and expression",
    checks: {
      yaw: ["Turned to a side", "+ to the picture's right"],
      pitch: ["Nodding", "+ up"],
      roll: ["Tilted", "+ clockwise"],
      "eyes-open": ["Eyes open", "lid to lid, over eyes to chin"],
      "mouth-closed": ["Mouth closed", "lip to lip, over eyes to chin"],
    },
  },
];
