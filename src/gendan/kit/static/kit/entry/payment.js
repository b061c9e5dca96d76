// Money: what is payable, when and how it comes, and how it is divided among the orders of the receipt.

import { words } from "../api.js";
import { mark } from "./marks.js";
import { cents, shown, written } from "./money.js";

const field = (id) => document.getElementById(id);
const form = field("entry");
const paid = field("paid");
const method = field("payment_method");
const reference = field("payment_reference");
// Whether an order that is not paid in full is held until it is; otherwise its channel decides.
const HELD = { later: true, account: false };

let isTyped = false;
let isNow = true; // some of the money comes now

export function watch(changed) {
  paid.addEventListener("input", () => {
    isTyped = paid.value.trim() !== "";
    changed();
  });
  for (const input of [method, field("pays"), field("charges")]) input.addEventListener("input", changed);
}

// When it is paid; what is carried away is always paid now.
export function pays() {
  return form.elements.pays.value;
}

export function payBy(code) {
  form.elements.pays.value = code;
  isTyped = false;
}

// Where one begins to say how it is paid.
export function first() {
  return isNow ? paid : form.querySelector("[name=pays]:checked");
}

// Freight is the delivery's; where nothing is delivered, the last order's.
export function charged(orders) {
  const charges = cents(field("charges").value);
  const bearer = orders.at(-1);
  return orders.map((order) => (order === bearer && !Number.isNaN(charges) ? charges : 0));
}

// `totals`: of each order, in cents. `fulfilment`: of the next line.
export function show(orders, totals, fulfilment) {
  const total = totals.reduce((sum, one) => sum + one, 0);
  const ways = orders.length ? orders.map((order) => order.fulfilment) : [fulfilment];
  const leaves = ways.some((way) => way !== "carry");
  isNow = !leaves || pays() === "now" || ways.includes("carry");
  field("total").textContent = shown(total);
  field("pays").hidden = !leaves;
  field("pay-now").hidden = !isNow;
  if (!isTyped) fill(orders.length ? written(due(orders, totals)) : "");
  const more = came() - total;
  field("rest").textContent = Number.isNaN(more) || !orders.length ? "" : balance(more, leaves ? pays() : "now");
}

// What is wrong with the money, if anything, is marked.
export function isRight(totals) {
  const total = totals.reduce((sum, one) => sum + one, 0);
  const wrong = !(came() >= 0)
    ? [paid, words("实收要是金额。", "Give an amount.")]
    : came() > Math.max(0, total) && method.value !== "cash"
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
  let left = came();
  return orders.map((order, place) => {
    const part = Math.max(0, Math.min(left, totals[place]));
    left -= part;
    const isOpen = order.fulfilment !== "carry" && part < totals[place];
    return {
      paid: written(part),
      payment_method: method.value,
      payment_reference: part > 0 ? reference.value.trim() : "",
      cash_on_delivery: isOpen && pays() === "cod",
      awaits_payment: isOpen ? HELD[pays()] ?? null : null,
    };
  });
}

export function change(totals) {
  return Math.max(0, came() - totals.reduce((sum, one) => sum + one, 0));
}

export function kept() {
  return { isTyped, pays: pays() };
}

export function restore(found) {
  payBy(found.pays);
  isTyped = found.isTyped;
}

// What was selected to be typed over stays selected.
function fill(value) {
  if (paid.value === value) return;
  paid.value = value;
  if (document.activeElement === paid) paid.select();
}

function came() {
  return isNow ? cents(paid.value, 0) : 0;
}

function due(orders, totals) {
  const now = orders.map((order, place) => (pays() === "now" || order.fulfilment === "carry" ? totals[place] : 0));
  return Math.max(0, now.reduce((sum, one) => sum + one, 0));
}

function balance(more, when) {
  if (more > 0) return words(`找零 ${shown(more)}`, `Change ${shown(more)}`);
  if (more === 0) return words("收齐", "Paid in full");
  const left = shown(-more);
  return {
    now: words(`还差 ${left}`, `${left} still to pay`),
    later: words(`待收 ${left}，收到才发货`, `${left} to come before it leaves`),
    cod: words(`送到时收 ${left}`, `${left} on delivery`),
    account: words(`挂账 ${left}`, `${left} on account`),
  }[when];
}
