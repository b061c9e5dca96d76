// The lines of the receipt: what is typed stands in them at once, the server's numbers follow.

import { words } from "../api.js";
import { told } from "./ask.js";
import { part } from "./choices.js";
import { mark, unmark } from "./marks.js";
import { cents, shown, units, written } from "./money.js";

const TURNS = ["carry", "pickup", "delivery"]; // the order in which goods are promised
const FIELDS = ["fulfilment", "unit_price", "quantity", "discount"];

const body = document.getElementById("lines");
const template = document.getElementById("line");
const lines = [];
let heard = () => {};

export function whenChanged(listener) {
  heard = listener;
}

// One unit more of the article; so many more where that was said.
export function add(article, fulfilment, count = 1) {
  let line = lines.find((one) => one.sku === article.sku && one.field("fulfilment").value === fulfilment);
  if (line) line.field("quantity").value = String((units(line.field("quantity").value) || 0) + count);
  else line = drawn({ ...article, fulfilment, unit_price: article.price, quantity: String(count), discount: "" });
  show(line);
  line.row.classList.remove("came");
  requestAnimationFrame(() => line.row.classList.add("came"));
  line.row.scrollIntoView({ block: "nearest" });
  heard();
  return line;
}

export function remove(line) {
  lines.splice(lines.indexOf(line), 1);
  line.row.remove();
  heard();
}

export function removeAll(some = lines) {
  [...some].forEach(remove);
}

export function deliverAll(fulfilment) {
  lines.forEach((line) => (line.field("fulfilment").value = fulfilment));
  heard();
}

export function count() {
  return lines.reduce((sum, line) => sum + (units(line.field("quantity").value) || 0), 0);
}

export function isEmpty() {
  return lines.length === 0;
}

// The orders that the receipt will be: one for each way in which goods reach the customer.
export function orders() {
  return TURNS.map((fulfilment) => ({
    fulfilment,
    lines: lines.filter((line) => line.field("fulfilment").value === fulfilment),
  })).filter((order) => order.lines.length > 0);
}

export function asked(line) {
  const price = cents(line.field("unit_price").value, NaN);
  const discount = cents(line.field("discount").value);
  return {
    sku: line.sku,
    quantity: units(line.field("quantity").value) || 0,
    unit_price: Number.isNaN(price) ? null : written(price),
    discount: Number.isNaN(discount) ? "0" : written(discount),
  };
}

// What is no number is marked; whether all are.
export function areRight() {
  const wrong = [];
  for (const line of lines) {
    const { unit_price: price, quantity, discount } = line.fields;
    if (!(units(quantity.value) > 0)) wrong.push([quantity, words("数量要是正整数。", "Give a whole number.")]);
    if (!(cents(price.value, NaN) >= 0)) wrong.push([price, words("单价要是金额。", "Give an amount.")]);
    if (!(cents(discount.value) >= 0)) wrong.push([discount, words("折扣要是金额。", "Give an amount.")]);
  }
  wrong.forEach(([input, text]) => mark(input, text));
  wrong[0]?.[0].focus();
  return wrong.length === 0;
}

export function quoted(order, answer) {
  order.lines.forEach((line, place) => {
    const one = answer.lines[place];
    if (!lines.includes(line) || !one) return;
    line.quote = one;
    if (one.known) line.amount.textContent = shown(cents(one.amount));
    showStock(line);
  });
}

export function focusLast(field = "quantity") {
  const input = lines.at(-1)?.field(field);
  input?.focus();
  input?.select?.();
}

export function kept() {
  return lines.map((line) => ({
    sku: line.sku,
    name: line.name,
    ...Object.fromEntries(FIELDS.map((field) => [field, line.field(field).value])),
  }));
}

export function restore(some) {
  some.forEach((one) => show(drawn(one)));
}

function drawn(values) {
  const row = template.content.firstElementChild.cloneNode(true);
  const line = { sku: values.sku, name: values.name, row, quote: null };
  line.fields = Object.fromEntries(
    [...row.querySelectorAll("[data-field]")].map((input) => [input.dataset.field, input]),
  );
  line.field = (name) => line.fields[name];
  line.amount = row.querySelector("[data-amount]");
  for (const name of FIELDS) {
    line.field(name).value = values[name];
    line.field(name).setAttribute("aria-label", `${values.name}: ${titles()[name]}`);
  }
  row.querySelector("[data-name]").textContent = values.name;
  row.querySelector("[data-sku]").textContent = values.sku;
  row.querySelector("[data-remove]").addEventListener("click", () => remove(line));
  row.addEventListener("input", () => {
    show(line);
    heard();
  });
  row.addEventListener("keydown", (event) => obey(line, event));
  row.addEventListener("focusin", (event) => event.target.select?.());
  if (values.free !== undefined) line.quote = { known: true, free: values.free, short: 0, instead: [] };
  lines.push(line);
  body.append(row);
  return line;
}

function titles() {
  return {
    fulfilment: words("交付方式", "fulfilment"),
    unit_price: words("单价", "unit price"),
    quantity: words("数量", "units"),
    discount: words("折扣", "discount"),
  };
}

// Arrows walk to the same field of the next line; beyond the lines there is the box for goods.
function obey(line, event) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (event.key === "Delete" && event.ctrlKey) {
    const next = lines[lines.indexOf(line) + 1] ?? lines[lines.indexOf(line) - 1];
    remove(line);
    (next?.field("quantity") ?? document.getElementById("product")).focus();
  } else if (step && event.target.matches("input")) {
    const next = lines[lines.indexOf(line) + step];
    (next?.field(event.target.dataset.field) ?? document.getElementById("product")).focus();
  } else if (event.key === "Enter" && !event.ctrlKey && event.target.matches("input, select")) {
    document.getElementById("product").focus();
  } else {
    return;
  }
  event.preventDefault();
}

function show(line) {
  const { quantity, unit_price: price, discount } = line.fields;
  const amount = units(quantity.value) * cents(price.value, NaN) - cents(discount.value);
  line.amount.textContent = Number.isNaN(amount) ? "–" : shown(amount);
  showStock(line);
}

function showStock(line) {
  const { quote, row } = line;
  const short = row.querySelector("[data-short]");
  const wanted = units(line.field("quantity").value) || 0;
  row.querySelector("[data-free]").textContent = quote?.known
    ? words(`可用 ${quote.free}`, `${quote.free} free`)
    : "";
  const day = row.querySelector("[data-day]");
  day.textContent = quote?.leaves_on ? words(`${quote.leaves_on.slice(5)} 发出`, `leaves ${quote.leaves_on.slice(5)}`) : "";
  if (line.field("fulfilment").value === "pickup" && quote?.leaves_on) {
    day.textContent = words(`${quote.leaves_on.slice(5)} 可取`, `ready ${quote.leaves_on.slice(5)}`);
  }
  const missing = quote?.known === false ? wanted : quote?.short ?? 0;
  short.hidden = missing === 0;
  row.classList.toggle("is-short", missing > 0);
  if (quote?.known === false) {
    short.replaceChildren(words("没有这个商品编码", "Nobody knows this SKU"));
  } else if (missing > 0) {
    short.replaceChildren(
      part("b", words(`缺 ${missing} 件`, `${missing} short`)),
      ...(quote.instead ?? []).map((other) => instead(line, other, missing)),
    );
  }
}

// A button that takes the units nobody has from this line, and puts as many of the other below.
function instead(line, other, missing) {
  const button = part("button", words(
    `换 ${other.name} ${shown(cents(other.price))}（可用 ${other.free}）`,
    `Take ${other.name} ${shown(cents(other.price))} (${other.free} free)`,
  ));
  button.type = "button";
  button.addEventListener("click", () => {
    const fulfilment = line.field("fulfilment").value;
    const left = (units(line.field("quantity").value) || 0) - missing;
    if (left > 0) line.field("quantity").value = String(left);
    else remove(line);
    unmark(line.field("quantity"));
    add(other, fulfilment, missing);
    document.getElementById("product").focus();
  });
  return button;
}

export function fulfilmentWords(code) {
  return told.fulfilments[code];
}
