// The tools of a list: a column shows or hides at once, and is remembered for this person; the menu
// closes by Escape and by a click elsewhere.

import { words } from "./api.js";
import { toast } from "./toasts.js";

const menu = document.getElementById("list-tools");
const form = document.getElementById("columns");
const rows = document.getElementById("rows");
let kept = Promise.resolve(true); // one after the other, so that the last choice is what stays

form.querySelector(".buttons").hidden = true;

form.addEventListener("change", () => {
  const shown = new FormData(form).getAll("column");
  rows.dataset.columns = shown.join(" ") || "none";
  kept = kept.then(() => keep(new FormData(form)));
});

async function keep(chosen) {
  const answer = await fetch(form.action, {
    method: "POST",
    body: chosen,
    credentials: "same-origin",
    headers: { "HX-Request": "true" },
  }).catch(() => null);
  if (answer?.status !== 204) {
    toast(words("这次选的列没有记住。刷新页面再选。", "Your columns were not kept. Reload the page and choose again."), "error");
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
