// The declarations are written by hand: here the compiler holds them against the code, name by name.
import type * as element from "../../www/lib/element.js";
import type * as declared from "../../www/lib/element-types.js";
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

// The element: what is declared is there, and nothing else but what elements have anyway.
type Own<T> = Exclude<keyof T, keyof HTMLElement>;
type Callback = "connectedCallback" | "disconnectedCallback" | "attributeChangedCallback" | `form${string}Callback`;
export type Unsaid = None<Exclude<Own<element.FaceQualityInputElement>, Own<declared.FaceQualityInputElement> | Callback>>;
export type Unmade = None<Exclude<Own<declared.FaceQualityInputElement>, Own<element.FaceQualityInputElement>>>;
type Plain<T> = { [Key in Exclude<Own<T>, "quality" | Callback>]: T[Key & keyof T] };
export const asDeclared = (one: Plain<element.FaceQualityInputElement>): Plain<declared.FaceQualityInputElement> => one;
