// Writing down an order with the keyboard and a scanner: the parts of the page, wired together.

import { freshKey, words } from "./api.js";
import * as address from "./entry/address.js";
import { ask, told } from "./entry/ask.js";
import * as customer from "./entry/customer.js";
import * as draft from "./entry/draft.js";
import * as lines from "./entry/lines.js";
import { mark, unmarkAll } from "./entry/marks.js";
import { cents, plain, written } from "./entry/money.js";
import * as payment from "./entry/payment.js";
import * as product from "./entry/product.js";
import * as receipt from "./entry/receipt.js";

const PAUSE = 160; // milliseconds after the last change, before the server is asked for its numbers
const CHANNEL = "gendan.entry.channel"; // kept in this browser: where most of its orders come from
const field = (id) => document.getElementById(id);
const form = field("entry");
const trouble = field("trouble");
const KEPT = ["phone", "name", "consignee", "consignee_phone", "street", "paste", "paid", "payment_reference", "charges", "reference", "remark"];
const CHOSEN = ["store", "channel", "payment_method"];

let quoted = []; // totals of the orders, in cents
let asking = 0;
let serial = 0; // counts changes and questions: an answer to an older one tells nothing
let attempt = { body: "", key: "" };
let isPlacing = false;

const fulfilment = () => form.elements.fulfilment.value;

function choose(code) {
  form.elements.fulfilment.value = code;
  lines.deliverAll(code);
  changed();
}

// Everything follows from what stands in the fields.
function changed() {
  const orders = lines.orders();
  field("no-lines").hidden = !lines.isEmpty();
  field("lines").closest("table").hidden = lines.isEmpty();
  const kinds = new Set([fulfilment(), ...orders.map((order) => order.fulfilment)]);
  const wants = lines.isEmpty() ? new Set([fulfilment()]) : new Set(orders.map((order) => order.fulfilment));
  field("address").hidden = !wants.has("delivery") && !wants.has("pickup");
  form.querySelectorAll("[data-delivery]").forEach((part) => (part.hidden = !wants.has("delivery")));
  form.classList.toggle("is-mixed", kinds.size > 1);
  const count = lines.count();
  field("units").textContent = count ? words(`${count} 件`, `${count} units`) : "";
  payment.show(orders, totalsHere(orders), fulfilment());
  keep();
  serial += 1;
  clearTimeout(asking);
  asking = setTimeout(quote, PAUSE);
}

// What the lines come to as they stand; the server's totals follow and decide.
function totalsHere(orders) {
  const charges = payment.charged(orders);
  return orders.map((order, place) =>
    order.lines.reduce((sum, line) => {
      const one = lines.asked(line);
      return sum + one.quantity * cents(one.unit_price ?? "0") - cents(one.discount);
    }, charges[place]),
  );
}

// Ask the server for its numbers; whether they still count when they come.
async function quote() {
  clearTimeout(asking);
  const orders = lines.orders();
  const mine = ++serial;
  if (orders.length === 0) {
    quoted = [];
    return true;
  }
  const charges = payment.charged(orders);
  const answer = await ask("quote", {
    store: field("store").value,
    orders: orders.map((order, place) => ({
      fulfilment: order.fulfilment,
      charges: written(charges[place]),
      lines: order.lines.map(lines.asked),
    })),
  });
  if (mine !== serial) return false;
  if (answer.ok) {
    orders.forEach((order, place) => lines.quoted(order, answer.body.orders[place]));
    quoted = answer.body.orders.map((order) => cents(order.total));
    payment.show(orders, quoted, fulfilment());
  } else say(answer.body);
  return true;
}

function say(body) {
  trouble.hidden = false;
  trouble.textContent = `${body.detail ?? words("没有成功。", "It did not work.")} ${body.remedy ?? ""}`;
}

// Where the next thing is typed.
const NEXT = ["phone", "name", "paste", "consignee", "consignee_phone", "region", "street", "pays", "paid", "payment_reference"];

function onward(from) {
  const place = from ? NEXT.indexOf(from.name === "pays" ? "pays" : from.id) : -1;
  const rest = from && place < 0 ? [] : NEXT.slice(place + 1);
  const next = rest.map((id) => (id === "pays" ? payment.first() : field(id))).find((input) => input.offsetParent && isWanted(input));
  (next ?? field("place")).focus();
  next?.select?.();
}

function isWanted(input) {
  if (input.id === "paid" || input.name === "pays") return true;
  if (input.id === "payment_reference" && field("payment_method").value === "cash") return false;
  const isAnswered = input.id === "paste" && field("street").value.trim() !== "";
  return input.value.trim() === "" && !isAnswered;
}

function ordersToPlace() {
  const orders = lines.orders();
  const charges = payment.charged(orders);
  const money = payment.divided(orders, quoted);
  const reference = field("reference").value.trim();
  const value = (id) => field(id).value.trim();
  return orders.map((order, place) => {
    const leaves = order.fulfilment !== "carry";
    return {
      channel: field("channel").value,
      store: field("store").value,
      fulfilment: order.fulfilment,
      lines: order.lines.map(lines.asked),
      reference: reference ? (place ? `${reference}-${place + 1}` : reference) : null,
      name: value("name"),
      phone: plain(value("phone")),
      consignee: leaves ? value("consignee") : "",
      consignee_phone: leaves ? plain(value("consignee_phone")) : "",
      ...(order.fulfilment === "delivery" ? address.where() : {}),
      charges: written(charges[place]),
      ...money[place],
      salesperson: told.seller,
      remark: value("remark"),
    };
  });
}

async function place() {
  if (isPlacing) return;
  trouble.hidden = true;
  unmarkAll(form);
  if (lines.isEmpty()) {
    mark(field("product"), words("还没有商品。", "There are no goods yet."));
    return field("product").focus();
  }
  if (!lines.areRight()) return;
  const delivers = lines.orders().some((order) => order.fulfilment === "delivery");
  if (delivers && !address.isRight()) return;
  isPlacing = true;
  field("place").disabled = true;
  try {
    const isCurrent = (await quote()) || (await quote()); // once more for what came meanwhile
    if (!isCurrent) say({ detail: words("刚刚有改动，没有开单。", "Something was changed just now: nothing was placed."), remedy: words("核对后再开单。", "Check it and place it again.") });
    else if (quoted.length && payment.isRight(quoted)) await send();
  } finally {
    isPlacing = false;
    field("place").disabled = false;
  }
}

async function send() {
  const orders = lines.orders();
  const body = { orders: ordersToPlace() };
  const over = payment.change(quoted);
  const text = JSON.stringify(body);
  if (attempt.body !== text) attempt = { body: text, key: freshKey() };
  keep();
  const answer = await ask("place", body, attempt.key);
  if (!answer.body.results) return refusedWhole(answer.body, orders);
  const done = answer.body.results.filter((one) => one.status === "done");
  const refused = answer.body.results.filter((one) => one.status === "refused");
  attempt = { body: "", key: "" };
  if (done.length) receipt.show(done.map((one) => one.made ?? one.order), { isWhole: refused.length === 0, over });
  if (refused.length === 0) return finish();
  done.forEach((one) => lines.removeAll(orders[one.item].lines));
  if (done.length) payment.payBy(payment.pays());
  changed();
  refused.forEach((one) => refusedOne(one, orders[one.item]));
}

// The words of the answer stand where the fault is; what has no place stands at the top.
function refusedOne(one, order) {
  const text = `${one.message} ${one.remedy}`;
  const input = one.field ? inputOf(one.field, order) : null;
  if (input) {
    mark(input, text);
    input.focus();
  } else {
    const kind = lines.fulfilmentWords(order.fulfilment);
    say({ detail: lines.orders().length > 1 ? `${kind}：${one.message}` : one.message, remedy: one.remedy });
  }
}

function refusedWhole(body, orders) {
  say(body);
  for (const error of body.errors ?? []) {
    const [, nth, ...rest] = error.pointer.split("/").slice(1);
    const path = rest.join(".").replace(/^lines\.(\d+)/, "lines[$1]");
    const input = inputOf(path, orders[Number(nth)]);
    if (input) mark(input, `${error.message} ${error.remedy}`);
  }
  form.querySelector('[aria-invalid="true"]')?.focus();
}

function inputOf(path, order) {
  const [, nth, name] = /^lines\[(\d+)\](?:\.(\w+))?/.exec(path) ?? [];
  if (nth !== undefined) return order?.lines[Number(nth)]?.field(name === "sku" ? "quantity" : name ?? "quantity");
  if (path === "lines") return order?.lines.find((line) => line.quote?.short)?.field("quantity") ?? order?.lines[0]?.field("quantity");
  if (["division", "province", "city", "district"].includes(path)) return field("region");
  if (["cash_on_delivery", "awaits_payment"].includes(path)) return payment.first();
  const input = field(path);
  return input?.closest("#entry") && input.matches("input, select") && input.offsetParent ? input : null;
}

function finish() {
  draft.drop();
  form.hidden = true;
}

function usual() {
  const { fulfilment, pays } = told.usual[field("channel").value] ?? { fulfilment: "delivery", pays: "now" };
  payment.payBy(pays);
  return fulfilment;
}

function begin() {
  lines.removeAll();
  for (const id of KEPT) field(id).value = "";
  address.clear();
  calling.forget();
  unmarkAll(form);
  trouble.hidden = true;
  form.hidden = false;
  choose(usual());
  draft.drop();
  field("product").focus();
}

function keep() {
  const values = Object.fromEntries([...KEPT, ...CHOSEN].map((id) => [id, field(id).value]));
  draft.keep({
    values,
    fulfilment: fulfilment(),
    lines: lines.kept(),
    region: address.kept(),
    payment: payment.kept(),
    attempt,
  });
}

function restore() {
  const found = draft.find();
  const channel = localStorage.getItem(CHANNEL);
  if ([...field("channel").options].some((one) => one.value === channel)) field("channel").value = channel;
  form.elements.fulfilment.value = usual();
  if (!found) return changed();
  for (const [id, value] of Object.entries(found.values)) {
    if (field(id).matches("select") && ![...field(id).options].some((one) => one.value === value)) continue;
    field(id).value = value;
  }
  form.elements.fulfilment.value = found.fulfilment;
  attempt = found.attempt;
  payment.restore(found.payment);
  lines.restore(found.lines);
  address.restore(found.region);
  changed();
  calling.look();
}

const KEYS = { F2: "product", F4: "phone", F8: "paste", F9: "paid" };
const LETTERS = { KeyP: "product", KeyC: "phone", KeyA: "paste", KeyM: "paid" };

// A scan beside every field is meant for the goods; on the receipt it begins the next order.
document.addEventListener(
  "keydown",
  (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && event.key.length === 1;
    if (!isPlain || event.key === " " || (!form.hidden && event.target !== document.body)) return;
    event.stopPropagation();
    if (form.hidden) {
      receipt.close();
      begin();
    }
    field("product").focus();
  },
  { capture: true },
);

document.addEventListener("keydown", (event) => {
  if (form.hidden || event.isComposing) return;
  const target = event.altKey ? LETTERS[event.code] : KEYS[event.key];
  const turn = event.altKey && /^Digit([1-3])$/.exec(event.code);
  if (target) {
    if (target === "paste" && field("address").hidden) choose("delivery");
    const input = target === "paid" ? payment.first() : field(target);
    input.focus();
    input.select();
  } else if (turn) {
    choose(form.elements.fulfilment[Number(turn[1]) - 1].value);
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    place();
  } else {
    return;
  }
  event.preventDefault();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  place();
});
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.isComposing || event.defaultPrevented) return;
  if (event.target.matches("input[type=text], [name=pays], #payment_method")) onward(event.target);
  if (event.target.matches("input")) event.preventDefault();
});
form.addEventListener("input", (event) => {
  if (event.target.name === "fulfilment") choose(fulfilment());
  else if (event.target.id === "channel") {
    localStorage.setItem(CHANNEL, event.target.value);
    choose(usual());
  } else if (event.target.id === "store") changed();
  else if (KEPT.includes(event.target.id)) keep();
});

draft.sweep();
lines.whenChanged(changed);
payment.watch(changed);
product.watch({
  store: () => field("store").value,
  add: (article, count) => lines.add(article, fulfilment(), count),
  onward: () => onward(),
  back: () => lines.focusLast(),
});
const calling = customer.watch({
  wantsAddress: () => !field("address").hidden,
  onward: () => onward(field("phone")),
  take(found, isAddressed) {
    field("name").value = found.name;
    if (isAddressed) address.setAddress(found);
    keep();
  },
});
address.watch({
  changed: keep,
  onward,
  phoned(phone, name) {
    if (field("phone").value.trim() !== "") return;
    field("phone").value = phone;
    if (field("name").value.trim() === "") field("name").value = name;
    calling.look();
  },
});
receipt.watch(begin);
restore();
field("product").focus();
// What was scanned before this was there.
if (field("product").value) field("product").dispatchEvent(new Event("input"));
