// The form component in React 19, which sets its properties and hears its events without a wrapper.
import "attn-fiqa/react";
import { useState } from "react";
import { createRoot } from "react-dom/client";

function App() {
  const [percentile, setPercentile] = useState(null);
  const [sent, setSent] = useState(null);
  const send = (data) => setSent(data.get("photo").name);
  return (
    <form action={send}>
      <face-quality-input name="photo" required minVerdict="fair" onassess={({ detail }) => setPercentile(detail.assessment.percentile)} />
      {percentile !== null && <p>Better than {Math.round(percentile)} % of the reference photos</p>}
      <button type="submit">Send</button>
      <output>{sent}</output>
    </form>
  );
}

createRoot(document.getElementById("root")).render(<App />);
