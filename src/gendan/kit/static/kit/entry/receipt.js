// What came of it: the numbers to be copied, and what happens with each order next.

import { words } from "../api.js";
import { ask } from "./ask.js";
import { part } from "./choices.js";
import { cents, shown } from "./money.js";

const section = document.getElementById("receipt");
const list = document.getElementById("receipt-orders");
const onward = document.getElementById("next-order");
const change = document.getElementById("change");

export function watch(next) {
  onward.addEventListener("click", () => {
    close();
    next();
  });
}

export function close() {
  section.hidden = true;
  list.replaceChildren();
}

// `isWhole`: nothing is left on the page to be placed.
export async function show(numbers, { isWhole, over }) {
  section.hidden = false;
  onward.parentElement.hidden = !isWhole;
  change.hidden = !(isWhole && over > 0);
  change.textContent = words(`找零 ${shown(over)}`, `Change ${shown(over)}`);
  const rows = numbers.map((number) => row({ number }));
  list.append(...rows);
  if (isWhole) onward.focus();
  const answer = await ask("placed", { numbers });
  if (!answer.ok) return;
  for (const order of answer.body.orders) rows[numbers.indexOf(order.number)]?.replaceWith(row(order));
}

function row(order) {
  const article = document.createElement("article");
  const head = document.createElement("p");
  const number = part(order.href ? "a" : "b", order.number, "mono number");
  if (order.href) number.href = order.href;
  const copy = part("button", words("复制", "Copy"), "small");
  copy.type = "button";
  copy.addEventListener("click", async () => {
    await navigator.clipboard?.writeText(order.number);
    copy.textContent = words("已复制", "Copied");
    onward.focus();
  });
  head.append(number, copy);
  if (order.status) {
    head.append(part("span", order.fulfilment, "word"), part("span", order.status, order.is_done ? "word done" : "word"), part("span", order.payment, "soft"), part("span", shown(cents(order.total)), "figure"));
  }
  article.append(head);
  if (order.next) article.append(part("p", order.next, "soft"));
  return article;
}
