// The warehouse's desk: what is handed over is seen, waves are made and dissolved, each in one click.

import { freshKey, post, words } from "./api.js";
import { print } from "./papers.js";
import { toast } from "./toasts.js";

const MOST = 500; // shipments of one request
const floor = document.getElementById("floor");
const selected = new Set();
const keys = new WeakMap(); // the same attempt keeps its key

function show() {
  for (const box of floor.querySelectorAll('input[name="n"]')) {
    box.checked = selected.has(box.value);
    box.closest("tr").classList.toggle("is-selected", box.checked);
  }
  const there = new Set([...floor.querySelectorAll('input[name="n"]')].map((box) => box.value));
  [...selected].filter((number) => !there.has(number)).forEach((number) => selected.delete(number));
  document.getElementById("floor-selected").textContent = selected.size;
  document.getElementById("make-selected").hidden = selected.size === 0;
}

async function act(element) {
  const numbers = "selected" in element.dataset ? [...selected] : element.dataset.numbers.split(" ");
  const button = element.matches("button") ? element : element.querySelector("button");
  const to = element.elements?.to?.value;
  if (!keys.has(element)) keys.set(element, freshKey());
  button.disabled = true;
  let done = 0;
  for (let from = 0; from < numbers.length; from += MOST) {
    const part = numbers.slice(from, from + MOST);
    const body = { shipments: part, ...(to && { to }) };
    const { ok, body: told, isAnswered } = await post(element.dataset.href, body, `${keys.get(element)}-${from}`);
    if (!ok) {
      if (isAnswered) keys.delete(element);
      toast(`${told.detail ?? ""} ${told.remedy ?? ""}`, "error");
      button.disabled = false;
      return;
    }
    done += told.done;
    const [first] = told.results.filter((result) => result.status === "refused");
    if (first) toast(words(`${told.refused} 单没有做：${first.shipment} ${first.message} ${first.remedy}`, `${told.refused} were refused: ${first.shipment} ${first.message} ${first.remedy}`), "warning");
  }
  keys.delete(element);
  button.disabled = false;
  selected.clear();
  if (done) toast(`${button.textContent.trim()} · ${words(`完成 ${done}`, `${done} done`)}`);
  show();
  document.dispatchEvent(new CustomEvent("gendan:done"));
}

floor.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-act]");
  if (button) act(button);
  const paper = event.target.closest("button[data-print]");
  if (paper) print(paper, paper.dataset.numbers.split(" "));
});
floor.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.target.matches("form[data-act]")) act(event.target);
});
floor.addEventListener("change", (event) => {
  const box = event.target.closest('input[name="n"]');
  if (!box) return;
  if (box.checked) selected.add(box.value);
  else selected.delete(box.value);
  show();
});

document.addEventListener("htmx:after:swap", (event) => {
  if (event.target.id === "floor") show();
});
// Nothing moves under the hand of somebody who is choosing a picker.
document.addEventListener("htmx:before:request", (event) => {
  if (event.target.id === "floor" && document.activeElement?.matches("#floor select")) event.preventDefault();
});
show();
