// The same module on the server and in the browser. On the server the import does nothing; in the browser it defines the element,
// which takes the place of what was rendered.
import "attn-fiqa/element";

export const render = (language) => `
  <form>
    <face-quality-input name="photo" lang="${language}" required camera="none"></face-quality-input>
    <button>Send</button>
  </form>`;
