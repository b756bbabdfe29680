// How a React user writes the form component: compiled, not run.

import type { FaceQualityInputElement } from "attn-fiqa/react";
import "attn-fiqa/react";
import { useRef, useState } from "react";

export function Selfie({ send }: { send: (photo: File) => void }) {
  const input = useRef<FaceQualityInputElement>(null);
  const [why, setWhy] = useState("");
  return (
    <face-quality-input
      ref={input}
      key="selfie"
      name="selfie"
      required
      minPercentile={30}
      camera="user"
      className="wide"
      style={{ "--fq-accent": "teal", width: 320 }}
      aria-describedby="why"
      assets={{ worker: "/worker.js" }}
      onassess={({ detail: { assessment, live } }) => setWhy(live ? "" : assessment.reasons.join(" "))}
      onerror={({ detail }) => setWhy(detail.message)}
      onChange={() => input.current?.value && send(input.current.value)}
    >
      <p slot="note" id="why">
        {why}
      </p>
    </face-quality-input>
  );
}

// @ts-expect-error there is no such camera
export const wrong = <face-quality-input camera="sideways" />;
