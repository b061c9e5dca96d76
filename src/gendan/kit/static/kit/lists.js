// Lists: selecting with mouse or keyboard, and steps with what is selected. What is refused stays
// selected and says why in its row, also after the list was looked at anew.

import { words } from "./api.js";
import { onKey } from "./keys.js";
import { offer, print } from "./papers.js";
import { mainStep, open } from "./panel.js";
import { opened, take } from "./steps.js";
import { toast } from "./toasts.js";

const rows = document.getElementById("rows");
const bulk = document.getElementById("bulk");
const selected = new Set();
const reasons = new Map();
let last = null; // the box that was clicked last, for a range
let current = null; // number of the row under the keyboard

const boxes = () => [...rows.querySelectorAll('input[name="n"]')];

function show() {
  for (const row of rows.querySelectorAll("tr[data-number]")) {
    const number = row.dataset.number;
    row.querySelector('input[name="n"]').checked = selected.has(number);
    row.classList.toggle("is-selected", selected.has(number));
    row.classList.toggle("is-current", number === current);
    const place = row.querySelector(".refusal");
    place.textContent = reasons.get(number) || "";
    place.hidden = !reasons.has(number);
  }
  const all = document.getElementById("page-all");
  if (all) all.checked = boxes().length > 0 && boxes().every((box) => box.checked);
  document.getElementById("selected").textContent = selected.size;
  bulk.hidden = selected.size === 0;
}

function pick(number, wanted) {
  if (wanted) selected.add(number);
  else {
    selected.delete(number);
    reasons.delete(number);
  }
}

rows.addEventListener("click", (event) => {
  const box = event.target.closest('input[type="checkbox"]');
  if (!box) return;
  if (box.id === "page-all") {
    boxes().forEach((each) => pick(each.value, box.checked));
  } else {
    const all = boxes();
    const from = all.findIndex((each) => each.value === last);
    const to = all.indexOf(box);
    const range = event.shiftKey && from >= 0 ? all.slice(Math.min(from, to), Math.max(from, to) + 1) : [box];
    range.forEach((each) => pick(each.value, box.checked));
    last = box.value;
  }
  show();
});

bulk.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.id === "select-none") {
    selected.clear();
    reasons.clear();
    show();
  } else if (button.id === "select-all") {
    await selectAll();
  } else if (button.dataset.step) {
    await run(button);
  } else if (button.dataset.paper) {
    await printSelected(button);
  }
});

async function selectAll() {
  const address = new URL(location.href);
  address.searchParams.set("numbers", "1");
  const answer = await opened(address);
  if (answer === null) return;
  const found = JSON.parse(answer);
  found.numbers.forEach((number) => selected.add(number));
  if (found.more) {
    const count = found.numbers.length;
    toast(words(`先选了前 ${count} 单，做完再选下一批。`, `The first ${count} are selected; take the rest afterwards.`), "warning");
  }
  show();
}

async function run(button) {
  const numbers = [...selected];
  button.disabled = true;
  const refused = await take(button, numbers);
  button.disabled = false;
  if (!refused) return;
  offer(button, numbers.filter((number) => !refused.has(number)));
  selected.clear();
  reasons.clear();
  for (const [number, sentence] of refused) {
    selected.add(number);
    reasons.set(number, sentence);
  }
  show();
  document.dispatchEvent(new CustomEvent("gendan:done"));
}

// What was printed stays selected: the step with it comes next.
async function printSelected(button) {
  button.disabled = true;
  const refused = await print(button, [...selected]);
  button.disabled = false;
  reasons.clear();
  for (const [number, sentence] of refused || []) reasons.set(number, sentence);
  show();
}

// Where the list is looked at anew, rows that left it slide out of the selection with them.
document.addEventListener("htmx:after:swap", (event) => {
  if (event.target.id !== "rows") return;
  show();
});

// Where Enter does nothing by itself.
function isNowhere(place) {
  return place === document.body || place.id === "panel";
}

function move(step) {
  const all = [...rows.querySelectorAll("tr[data-number]")];
  const at = all.findIndex((row) => row.dataset.number === current);
  const next = all[Math.max(0, Math.min(all.length - 1, at + step))];
  if (!next) return;
  current = next.dataset.number;
  show();
  next.scrollIntoView({ block: "nearest" });
}

onKey((event) => {
  const row = current && rows.querySelector(`tr[data-number="${CSS.escape(current)}"]`);
  if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "x" && row) {
    pick(current, !selected.has(current));
    show();
  } else if (event.key === "a") {
    const whole = boxes().every((box) => box.checked);
    boxes().forEach((box) => pick(box.value, !whole));
    show();
  } else if (event.key === "d") {
    if (selected.size) bulk.querySelector("[data-step].main")?.click();
    else if (mainStep()) mainStep().click();
    else toast(words("先选中要做的行：j、k 移动，x 选中。", "Select rows first: j and k move, x selects."), "warning");
  } else if (row && (event.key === "o" || (event.key === "Enter" && isNowhere(event.target)))) open(row, true);
});

// Moments are typed as the clock on the wall, and asked for with their offset.
const filters = document.getElementById("filters");
for (const input of filters.querySelectorAll("[data-moment]")) {
  const at = new Date(input.dataset.value);
  if (!Number.isNaN(at.valueOf())) {
    input.value = new Date(at - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  }
}
filters.addEventListener("submit", (event) => {
  event.preventDefault();
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(filters)) {
    if (value === "") continue;
    const moment = filters.elements[name].dataset?.moment !== undefined;
    asked.append(name, moment ? new Date(value).toISOString() : value);
  }
  location.search = asked.toString();
});
show();

// On a telephone the filters that are set would push the list out of sight; how many they are is
// said beside their name.
if (matchMedia("(max-width: 720px)").matches) document.querySelector(".narrow").open = false;
