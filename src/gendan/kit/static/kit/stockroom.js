// Stock work at the desk and on the floor: every form is one step of the API.
//
//   <form data-stock="arrivals" data-href="…">           one item from its fields: {arrivals: [{…}]}
//   <form data-stock="receipts" data-whole="DH1" …>      whole papers: {receipts: ["DH1"], reason}
//   … data-opens="/stock/receipts"                       goes on to the paper that it opened
//   … data-scan="receive"                                each scan is one unit, or as many as were typed
//   … data-scan="count"                                  scans add up; the next article enters the last
//
// Each is `method="dialog"`: before this script is there it sends nothing, and what was typed stays.

import { freshKey, post, request, words } from "./api.js";
import { onCamera } from "./scan/camera.js";
import { answersTo, articleIn } from "./scan/codes.js";
import { openQueue } from "./scan/queue.js";
import { right, wrong } from "./scan/tones.js";
import { onScan } from "./scan/wedge.js";
import { refusalOf } from "./steps.js";
import { toast } from "./toasts.js";

const paper = document.getElementById("paper");
const scanForm = document.querySelector("form[data-scan]");

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-stock]");
  if (!form || form === scanForm) return;
  event.preventDefault();
  const button = form.querySelector("button");
  const place = form.querySelector(".errorlist");
  const key = (form.dataset.key ||= freshKey());
  button.disabled = true;
  place.hidden = true;
  const { ok, body, isAnswered } = await post(form.dataset.href, bodyOf(form), key);
  button.disabled = false;
  if (isAnswered) delete form.dataset.key;
  const refused = refusalOf(ok, body);
  if (refused) {
    place.textContent = refused;
    place.hidden = false;
    wrong();
    form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    return;
  }
  if (form.dataset.opens) return location.assign(`${form.dataset.opens}/${body.results[0].made}`);
  if (!paper) return location.reload();
  toast(words("做好了。", "Done."), "success");
  form.querySelectorAll("[data-clear], input[name=code], input[name=reason]").forEach((input) => { input.value = ""; });
  done();
});

function bodyOf(form) {
  const list = form.dataset.stock;
  if (form.dataset.whole) {
    const reason = form.elements.reason?.value.trim() ?? "";
    return { [list]: [form.dataset.whole], reason };
  }
  return { [list]: [itemOf(form)] };
}

function itemOf(form) {
  const item = {};
  for (const field of form.elements) {
    if (!field.name) continue;
    const value = field.value.trim();
    if (field.type === "checkbox") item[field.name] = field.checked;
    else if ("number" in field.dataset) item[field.name] = Number(value || 0);
    else if ("lines" in field.dataset) item[field.name] = linesOf(value);
    else if ("codes" in field.dataset) item[field.name] = value.split(/\s+/).filter(Boolean);
    else if (value || field.required) item[field.name] = value;
  }
  return item;
}

// A line is a code and a quantity, apart by a blank or a tab; without a quantity it is one unit.
// What stands in several lines is added up.
function linesOf(text) {
  const units = new Map();
  for (const line of text.split("\n")) {
    const [code, quantity] = line.trim().split(/[\s,，;；]+/);
    if (!code) continue;
    const count = quantity === undefined ? 1 : Number(quantity);
    units.set(code, (units.get(code) ?? 0) + (Number.isInteger(count) ? count : 0));
  }
  return [...units].map(([code, quantity]) => ({ code, quantity }));
}

function done() {
  document.dispatchEvent(new CustomEvent("gendan:done"));
  paper?.dispatchEvent(new CustomEvent("changed"));
}

// What may be done follows from the state: once the paper went on, its forms are asked for anew,
// unless somebody is typing in them. Who scans goes on scanning.
document.addEventListener("htmx:after:swap", async () => {
  const now = paper?.querySelector("[data-state]")?.dataset.state;
  if (!now || now === paper.dataset.state) return;
  const mine = document.querySelector(".actions");
  if ([...(mine?.querySelectorAll("input[name=reason]") ?? [])].some((input) => input.value)) return;
  paper.dataset.state = now;
  const { answer, excuse } = await request(location.href);
  if (excuse || !answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const theirs = fresh.querySelector(".actions");
  const scans = Boolean(fresh.querySelector("form[data-scan]"));
  if (scans !== Boolean(scanForm) || !mine || !theirs) location.reload();
  else mine.replaceWith(theirs);
});

if (scanForm) await scanning(scanForm);

async function scanning(form) {
  const { code, quantity } = form.elements;
  const said = document.getElementById("scan-said");
  const waits = document.getElementById("scan-waiting");
  const isCount = form.dataset.scan === "count";

  const queue = await openQueue({
    onAnswer(entry, { ok, body }) {
      const refused = refusalOf(ok, body);
      tell(refused || entry.about.said || words("做好了。", "Done."), !refused);
      done();
    },
    onChange({ waiting, isAway, excuse }) {
      waits.hidden = !isAway;
      if (isAway) {
        waits.textContent = words(
          `网络断了，${waiting} 次扫描存在本机，联网后自动补发。${excuse?.remedy ?? ""}`,
          `The network is away. ${waiting} scans are kept on this device and sent when it is back. ${excuse?.remedy ?? ""}`,
        );
      }
    },
  });

  function tell(sentence, isRight) {
    said.textContent = sentence;
    said.classList.toggle("late", !isRight);
    if (isRight) right();
    else wrong();
  }

  function row(value) {
    return [...document.querySelectorAll("tr[data-code]")].find((line) =>
      answersTo({ sku: line.dataset.code, gtin: line.dataset.gtin }, value),
    );
  }

  async function send(value, units) {
    const item = itemOf(form);
    const named = row(value)?.dataset.name ?? value;
    const entry = { ...item, code: value, quantity: units };
    const said = isCount ? words(`记下了：${named} × ${units}`, `Entered: ${named} × ${units}`) : `${named} × ${units}`;
    await queue.add(form.dataset.href, { [form.dataset.stock]: [entry] }, { said });
  }

  // Of a count, what is on the shelf in all: an article that is scanned again is one more.
  async function counted(value) {
    if (!row(value)) return tell(words(`${value} 不在这张单上。`, `${value} is not on this paper.`), false);
    if (code.value && !same(code.value, value) && quantity.value !== "") await enter();
    quantity.value = code.value && same(code.value, value) ? Number(quantity.value || 0) + 1 : 1;
    code.value = value;
    said.textContent = `${row(value).dataset.name} × ${quantity.value}`;
    said.classList.remove("late");
    right();
  }

  function same(one, other) {
    return row(one) !== undefined && row(one) === row(other);
  }

  async function enter() {
    const value = articleIn(code.value).code;
    const units = isCount ? quantity.value : quantity.value || "1";
    if (!value || units === "") return quantity.focus();
    code.value = "";
    quantity.value = isCount ? "" : "1";
    await send(value, Number(units));
    code.focus();
  }

  function take(scanned) {
    const value = articleIn(scanned).code;
    if (isCount) return counted(value);
    const units = Number(quantity.value || 1);
    quantity.value = "1";
    return send(value, units);
  }

  onScan(take, "#scan-code, #scan-quantity");
  onCamera(take, (fault) => tell(fault, false));

  // Whoever types a code says how many next.
  code.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !isCount) return;
    event.preventDefault();
    if (code.value.trim()) quantity.focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    enter();
  });
  form.dataset.ready = "";
}
