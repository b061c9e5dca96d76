// The panel beside a list: the chosen row's order or shipment, without leaving the list. Where
// there is no room beside it, the row leads to the page of the order.

import { obey } from "./actions.js";
import { onKey } from "./keys.js";
import { opened } from "./steps.js";

const MARK = "#row-"; // in the address, so that whoever pages back finds the choice again
const rows = document.getElementById("rows");
const panel = document.getElementById("panel");
const room = matchMedia("(min-width: 1280px)");

let chosen = null; // number of the document in the panel

const rowOf = (number) => rows.querySelector(`tr[data-number="${CSS.escape(number)}"]`);

// Open what this row stands for: beside the list, or where there is no room its page. `byKeyboard`
// brings the focus along, and opens the page of what the panel shows already.
export async function open(row, byKeyboard = false) {
  const { number } = row.dataset;
  if (!room.matches || (byKeyboard && number === chosen)) row.querySelector("a.number").click();
  else if ((await show(number)) && byKeyboard) panel.focus();
}

// The main step of what the panel shows, if it offers one.
export function mainStep() {
  return panel.hidden ? null : panel.querySelector(".panel-main button");
}

async function show(number) {
  chosen = number;
  mark();
  const [order, ordinal] = number.split("-");
  const told = await opened(`/orders/${order}/panel${ordinal ? `/${ordinal}` : ""}`);
  if (chosen !== number) return false; // another row was chosen meanwhile
  if (told === null) {
    close();
    return false;
  }
  panel.innerHTML = told;
  window.htmx.process(panel);
  panel.hidden = false;
  panel.scrollTop = 0;
  remember();
  return true;
}

function close() {
  const hadFocus = panel.contains(document.activeElement);
  const row = chosen && rowOf(chosen);
  chosen = null;
  panel.hidden = true;
  panel.replaceChildren();
  mark();
  remember();
  if (hadFocus) row?.querySelector("a.number").focus();
}

function mark() {
  for (const row of rows.querySelectorAll("tr[data-number]")) {
    row.classList.toggle("is-chosen", row.dataset.number === chosen);
  }
}

function remember() {
  history.replaceState(history.state, "", location.pathname + location.search + (chosen ? MARK + chosen : ""));
}

rows.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-number]");
  if (row && room.matches && event.target.closest("[data-beside]")) {
    event.preventDefault();
    open(row, true);
    return;
  }
  if (!row || event.target.closest("a, button, input, label, select, summary, .pick")) return;
  if (String(getSelection())) return; // somebody marks words to copy them
  open(row);
});

panel.addEventListener("click", (event) => {
  if (event.target.closest("[data-close-panel]")) close();
});

onKey((event) => {
  if (event.key === "Escape" && chosen && !document.querySelector("dialog[open], #list-tools[open]")) close();
});

document.addEventListener("htmx:after:swap", (event) => {
  if (rows.contains(event.target)) mark();
});

obey(panel);
if (room.matches && location.hash.startsWith(MARK)) show(decodeURIComponent(location.hash.slice(MARK.length)));
