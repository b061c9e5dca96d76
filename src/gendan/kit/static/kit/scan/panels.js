// What is asked beside scanning: how many at once, why something is short, what a box weighs.

import { words } from "../api.js";

const at = (id) => document.getElementById(id);
const LONGEST = 4; // digits of a number of units; what is longer was meant for the page

// How many units the next scan is of.
export function quantityOf(onScan) {
  const field = at("quantity");
  const value = () => Math.max(1, Math.floor(Number(field.value)) || 1);
  const set = (units) => { field.value = String(Math.max(1, units)); };

  at("quantity-less").addEventListener("click", () => set(value() - 1));
  at("quantity-more").addEventListener("click", () => set(value() + 1));
  field.addEventListener("focus", () => field.select());
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const typed = field.value.trim();
    field.blur();
    if (typed.length <= LONGEST) return;
    set(1);
    onScan(typed);
  });
  return { value, set, onAll: (act) => at("quantity-all").addEventListener("click", act) };
}

// `onShort(reason, units, sku)` hears what is not there and why: of what was asked about, whatever has
// come up since.
export function shortPanel(onShort) {
  const panel = at("short");
  const units = at("short-units");
  let sku = "";
  panel.querySelectorAll("[data-reason]").forEach((button) => {
    button.addEventListener("click", () => {
      panel.hidden = true;
      onShort(button.dataset.reason, Math.max(1, Math.floor(Number(units.value)) || 1), sku);
    });
  });
  panel.querySelector("[data-leave]").addEventListener("click", () => { panel.hidden = true; });
  return {
    ask(article) {
      sku = article.sku;
      at("short-name").textContent = article.name;
      units.value = String(article.left);
      units.max = String(article.left);
      panel.hidden = false;
      panel.querySelector("[data-reason]").focus();
    },
    hide() { panel.hidden = true; },
  };
}

// `onWeight(number, grams, rechecked)` hears what a box weighs; grams may be nothing.
export function weightPanel(onWeight) {
  const form = at("weigh");
  const grams = at("weigh-grams");
  const found = at("weigh-found");
  const waiting = []; // boxes one after the other: { number, name, trouble }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [box] = waiting;
    const weight = Math.round(Number(grams.value.replace(",", ".")));
    if (!(weight > 0)) return grams.focus();
    if (box.trouble && found.value.trim() === "" && weight === box.weight) return found.focus();
    next();
    return onWeight(box.number, weight, found.value.trim());
  });
  at("weigh-none").addEventListener("click", () => {
    const [box] = waiting;
    next();
    onWeight(box.number, null, "");
  });

  function next() {
    waiting.shift();
    show();
  }

  function show() {
    form.hidden = waiting.length === 0;
    if (form.hidden) return;
    const [box] = waiting;
    at("weigh-title").textContent = words(`称重封箱：${box.name}`, `Weigh and close: ${box.name}`);
    at("weigh-trouble").hidden = !box.trouble;
    at("weigh-trouble").textContent = box.trouble ?? "";
    found.closest(".field").hidden = !box.trouble;
    grams.value = box.weight ? String(box.weight) : "";
    found.value = "";
    (box.trouble ? found : grams).focus();
  }

  return {
    ask(box) {
      if (waiting.some((one) => one.number === box.number)) return;
      waiting.push(box);
      show();
    },
    drop(number) {
      const place = waiting.findIndex((box) => box.number === number);
      if (place >= 0) waiting.splice(place, 1);
      show();
    },
  };
}
