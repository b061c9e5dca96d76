// The tools of a list: a column shows or hides at once, and is remembered for this person; the menu
// closes by Escape and by a click elsewhere.

import { request, words } from "./api.js";
import { toast } from "./toasts.js";

const menu = document.getElementById("list-tools");
const form = document.getElementById("columns");
const rows = document.getElementById("rows");
let isDue = false; // whether a choice could not be kept yet
let kept = Promise.resolve(); // one after the other, so that the last choice is what stays

form.querySelector(".buttons").hidden = true;

form.addEventListener("change", () => {
  const shown = new FormData(form).getAll("column");
  rows.dataset.columns = shown.join(" ") || "none";
  kept = kept.then(keep);
});

// Whoever comes back from signing in again has lost nothing.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && isDue) kept = kept.then(keep);
});

async function keep() {
  const chosen = new FormData(form);
  chosen.delete("csrfmiddlewaretoken"); // the header has it, of the session as it is by then
  const { answer, excuse } = await request(form.action, { method: "POST", body: chosen, headers: { "HX-Request": "true" } });
  isDue = Boolean(excuse);
  if (excuse || answer.status !== 204) {
    const said = words("这次选的列没有记住。刷新页面再选。", "Your columns were not kept. Reload the page and choose again.");
    toast(excuse ? `${excuse.detail} ${excuse.remedy}` : said, "error");
    return;
  }
  // An address that names columns would bring them back.
  const address = new URL(location.href);
  if (!address.searchParams.has("columns")) return;
  address.searchParams.delete("columns");
  location.replace(address);
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.addEventListener("click", (event) => {
  if (menu.open && !menu.contains(event.target)) menu.open = false;
});
