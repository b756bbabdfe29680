// An onboarding form: the photo is a field like any other. A poor one makes the form invalid, and the field says why.
import "attn-fiqa/element";

const form = document.querySelector("form");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  // In your page: fetch("/accounts", { method: "POST", body: data })
  const data = new FormData(form);
  document.querySelector("output").textContent = `${data.get("name")}, ${data.get("photo").name}`;
});
