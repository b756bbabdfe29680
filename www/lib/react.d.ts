/** Types of `<face-quality-input>` in JSX, for React 19: it sets properties, and listens to the event `assess` under `onassess`. */
import type { ClassAttributes, CSSProperties, HTMLAttributes } from "react";
import type { FaceQuality } from "./api.js";
import type { AssessDetail, ErrorDetail, FaceQualityInputElement, StateDetail } from "./element-types.js";

export * from "./element-types.js";

type Property =
  | "name"
  | "required"
  | "disabled"
  | "minPercentile"
  | "minVerdict"
  | "preset"
  | "camera"
  | "autoCapture"
  | "model"
  | "assets"
  | "strings"
  | "value";

/** The element's properties and events, and what every element of HTML has. */
export interface FaceQualityInputProps
  extends Partial<Pick<FaceQualityInputElement, Property>>,
    Omit<HTMLAttributes<FaceQualityInputElement>, Property | "style" | "onError">,
    ClassAttributes<FaceQualityInputElement> {
  quality?: FaceQuality | Promise<FaceQuality> | null;
  style?: CSSProperties & { [property: `--fq-${string}`]: string | number };
  onassess?: (event: CustomEvent<AssessDetail>) => void;
  onerror?: (event: CustomEvent<ErrorDetail>) => void;
  onstatechange?: (event: CustomEvent<StateDetail>) => void;
}

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "face-quality-input": FaceQualityInputProps;
    }
  }
}
