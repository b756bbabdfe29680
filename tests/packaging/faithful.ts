// The declarations are written by hand: here the compiler holds them against the code, name by name.
import * as code from "../../www/lib/index.js";
import type * as said from "../../www/lib/types.js";

type None<T extends never> = T;
export type Undeclared = None<Exclude<keyof typeof code, keyof typeof said>>;
export type Missing = None<Exclude<keyof typeof said, keyof typeof code>>;

// Its constructor is private, which no class of the code can be; the rest of it is compared below.
code satisfies Omit<typeof said, "FaceQuality" | "watch">;
code.FaceQuality.load satisfies (typeof said.FaceQuality)["load"];

export const quality = (one: code.FaceQuality): said.FaceQuality => one;
export const watch = (...[, video, options]: Parameters<typeof said.watch>) => code.watch({} as code.FaceQuality, video, options);
