// Sends a customer's notice once more: to a corrected address, or to the same.

import { post, words } from "./api.js";
import { toast } from "./toasts.js";

// Obey the forms within `place`, also those that come there later.
export function obeyAgain(place) {
  place.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-again]");
    if (!form) return;
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    const notices = [{ number: form.dataset.number, step: form.dataset.key }];
    const { ok, body } = await post(form.dataset.again, { notices, to: form.elements.to.value.trim() });
    button.disabled = false;
    const refused = body.results?.find((result) => result.status === "refused");
    const fault = refused ?? body.errors?.[0] ?? (ok ? null : { message: body.detail, remedy: body.remedy });
    if (fault) {
      toast(`${fault.message || ""} ${fault.remedy || ""}`.trim(), "error");
      return;
    }
    toast(words("已安排重发", "It is sent again"));
    document.dispatchEvent(new CustomEvent("gendan:done"));
  });
}
