// Money: what is payable, what came, and how it is divided among the orders of the receipt.

import { words } from "../api.js";
import { mark } from "./marks.js";
import { cents, shown, written } from "./money.js";

const field = (id) => document.getElementById(id);
const paid = field("paid");
const method = field("payment_method");
const onDelivery = field("cash_on_delivery");

let isTyped = false;

export function watch(changed) {
  paid.addEventListener("input", () => {
    isTyped = paid.value.trim() !== "";
    changed();
  });
  for (const input of [method, onDelivery, field("charges")]) input.addEventListener("input", changed);
}

// Freight is the delivery's; where nothing is delivered, the last order's.
export function charged(orders) {
  const charges = cents(field("charges").value);
  const bearer = orders.at(-1);
  return orders.map((order) => (order === bearer && !Number.isNaN(charges) ? charges : 0));
}

// `totals`: of each order, in cents.
export function show(orders, totals) {
  const total = totals.reduce((sum, one) => sum + one, 0);
  field("total").textContent = shown(total);
  const later = orders.some((order) => order.fulfilment !== "carry");
  field("cod-box").hidden = !later;
  if (!later) onDelivery.checked = false;
  if (!isTyped) paid.value = orders.length ? written(due(orders, totals)) : "";
  const came = cents(paid.value, 0);
  field("rest").textContent = Number.isNaN(came) || !orders.length ? "" : balance(came - total);
}

// What is wrong with the money, if anything, is marked.
export function isRight(totals) {
  const came = cents(paid.value, 0);
  const total = totals.reduce((sum, one) => sum + one, 0);
  const wrong = !(came >= 0)
    ? [paid, words("实收要是金额。", "Give an amount.")]
    : came > Math.max(0, total) && method.value !== "cash"
      ? [paid, words("收得比应付多。", "That is more than is payable.")]
      : Number.isNaN(cents(field("charges").value))
        ? [field("charges"), words("运费要是金额。", "Give an amount.")]
        : null;
  if (wrong) {
    mark(...wrong);
    wrong[0].focus();
  }
  return wrong === null;
}

// What of the money goes to each order: first to what is carried away.
export function divided(orders, totals) {
  let left = cents(paid.value, 0);
  return orders.map((order, place) => {
    const part = Math.max(0, Math.min(left, totals[place]));
    left -= part;
    return {
      paid: written(part),
      payment_method: method.value,
      cash_on_delivery: onDelivery.checked && order.fulfilment !== "carry" && part < totals[place],
    };
  });
}

export function change(totals) {
  return Math.max(0, cents(paid.value, 0) - totals.reduce((sum, one) => sum + one, 0));
}

export function kept() {
  return isTyped;
}

export function restore(typed) {
  isTyped = typed;
}

function due(orders, totals) {
  const now = orders.map((order, place) => (onDelivery.checked && order.fulfilment !== "carry" ? 0 : totals[place]));
  return Math.max(0, now.reduce((sum, one) => sum + one, 0));
}

function balance(more) {
  if (more > 0) return words(`找零 ${shown(more)}`, `Change ${shown(more)}`);
  if (more === 0) return words("收齐", "Paid in full");
  return onDelivery.checked
    ? words(`送到时收 ${shown(-more)}`, `${shown(-more)} on delivery`)
    : words(`还差 ${shown(-more)}`, `${shown(-more)} still to pay`);
}
