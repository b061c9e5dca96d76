// The manager's desk: the step that moves a late document on, from its row, and a picking given to
// somebody else; a refusal stands in its row.

import { obey } from "./actions.js";
import { freshKey, post, words } from "./api.js";
import { refusalOf } from "./steps.js";
import { toast } from "./toasts.js";

obey(document.getElementById("watch"));

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-reassign]");
  if (!form) return;
  event.preventDefault();
  const { to } = form.elements;
  const number = form.dataset.reassign;
  const button = form.querySelector("button");
  const refusal = form.querySelector(".refusal");
  const key = (form.dataset.key ||= freshKey());
  button.disabled = true;
  refusal.hidden = true;
  const { ok, body, isAnswered } = await post(form.getAttribute("action"), { shipments: [number], to: to.value }, key);
  button.disabled = false;
  if (isAnswered) delete form.dataset.key;
  refusal.textContent = refusalOf(ok, body);
  refusal.hidden = !refusal.textContent;
  if (!refusal.hidden) return;
  const name = to.selectedOptions[0].textContent;
  form.closest("tr").querySelector("[data-holder]").textContent = name;
  const details = form.closest("details");
  details.open = false;
  details.querySelector("summary").focus();
  toast(words(`${number} 换给了${name}`, `${number} is now with ${name}`), "success");
  document.dispatchEvent(new CustomEvent("gendan:done"));
});

// Another choice is another attempt.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-reassign]");
  if (form) delete form.dataset.key;
});

// Nothing moves under the hand of somebody who is choosing: the page does not ask, nor hear an answer
// that was on its way.
for (const moment of ["htmx:before:request", "htmx:before:response"]) {
  document.addEventListener(moment, (event) => {
    if (event.target.id === "watch" && document.querySelector("#watch details[open]")) event.preventDefault();
  });
}
