// What an order offers, on its page and beside a list: steps from the button beside them, and its
// number to be copied.

import { words } from "./api.js";
import { takeByLine } from "./by_line.js";
import { print } from "./papers.js";
import { take } from "./steps.js";
import { toast } from "./toasts.js";

// Obey the buttons within `place`, also those that come there later.
export function obey(place) {
  place.addEventListener("click", async (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      await navigator.clipboard?.writeText(copy.dataset.copy);
      toast(words("已复制", "Copied"));
      return;
    }
    const button = event.target.closest("[data-step], [data-by-line], [data-paper]");
    if (!button) return;
    button.disabled = true;
    if (button.dataset.byLine) await takeByLine(button);
    else if (button.dataset.paper) await print(button, [button.dataset.number]);
    else await take(button, [button.dataset.number]);
    button.disabled = false;
    document.dispatchEvent(new CustomEvent("gendan:done"));
  });
}
