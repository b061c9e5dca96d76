// Who calls: asked for as soon as a whole number is typed; who it is, is taken over only when chosen.

import { words } from "../api.js";
import { ask } from "./ask.js";
import { Choices, part } from "./choices.js";
import { plain, shown, cents } from "./money.js";

const PAUSE = 150; // milliseconds
const WHOLE = /^(?:(?:\+?86)?1\d{10}|0\d{9,11}|400\d{7}|\+(?!86)\d{8,15})$/;

const phone = document.getElementById("phone");
const word = document.getElementById("customer-word");
const latest = document.getElementById("latest");
const list = document.getElementById("latest-orders");

// `take(address)` has name and address in full; `first` says whether addresses stand first.
export function watch({ take, wantsAddress, onward }) {
  let waiting = 0;
  let asked = "";

  const choices = new Choices(phone, document.getElementById("phone-list"), {
    told: option,
    async taken(choice) {
      const answer = await ask("address", { phone: asked, kept: choice.kept ?? "", id: choice.id ?? 0 });
      if (!answer.ok) return;
      take(answer.body, Boolean(choice.kept));
      onward();
    },
  });

  async function look() {
    const number = plain(phone.value).replace(/[\s-]/g, "");
    if (number === asked) return;
    asked = number;
    forget();
    if (!WHOLE.test(number)) return;
    const answer = await ask("customer", { phone: number });
    if (number !== asked || !answer.ok || !answer.body.whole) return;
    show(answer.body.customer);
  }

  function show(customer) {
    word.hidden = false;
    word.textContent = customer ? words("老客户", "Known") : words("新客户", "New");
    if (!customer) return;
    const only = { name: customer.name, phone: customer.phone };
    const addresses = customer.addresses.map((address) => ({ ...address, name: customer.name }));
    if (document.activeElement === phone) choices.open(wantsAddress() ? [...addresses, only] : [only, ...addresses]);
    latest.hidden = customer.orders.length === 0;
    list.replaceChildren(...customer.orders.map(order));
  }

  function forget() {
    choices.close();
    word.hidden = latest.hidden = true;
    list.replaceChildren();
  }

  phone.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
  });
  phone.addEventListener("keydown", (event) => {
    if (!event.isComposing && choices.obeys(event)) event.stopPropagation();
  });

  return { look, forget: () => ((asked = ""), forget()) };
}

function option(choice) {
  if (!choice.kept) return [part("b", choice.name), part("span", choice.phone, "soft"), part("span", words("只带姓名", "name only"), "small soft figure")];
  const where = [choice.province, choice.city === choice.province ? "" : choice.city, choice.district, choice.street];
  return [part("b", choice.consignee), part("span", choice.phone, "soft"), part("span", where.filter(Boolean).join(" "), "whole")];
}

function order(one) {
  const item = document.createElement("li");
  const link = part("a", one.number, "mono");
  link.href = one.href;
  link.target = "_blank";
  item.append(link, part("span", one.status, "word"), part("span", one.day.slice(5), "soft"), part("span", shown(cents(one.total)), "figure"));
  return item;
}
