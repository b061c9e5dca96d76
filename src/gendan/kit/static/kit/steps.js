// Takes a step with one document or many. What it asks for stands in a dialogue; each refused item
// comes back with its reason and what to do about it.

import { freshKey, post, request, words } from "./api.js";
import { comeBack, leave } from "./focus.js";
import { toast } from "./toasts.js";

const MOST = 500; // documents of one request

const dialog = () => document.getElementById("step");

// Take the step that the button names with these numbers. Resolves to a map of the refused ones,
// number to sentence, or to null when it was left.
export async function take(button, numbers) {
  const step = { ...button.dataset, label: button.textContent.trim() };
  leave(button);
  const refused = await ("plain" in button.dataset ? send(step, numbers, () => ({})) : ask(step, numbers));
  comeBack();
  return refused;
}

async function ask(step, numbers) {
  const box = dialog();
  const form = new FormData();
  numbers.forEach((number) => form.append("n", number));
  const asked = await opened(`/steps/${step.step}`, { method: "POST", body: form });
  if (asked === null) return null;
  box.innerHTML = asked;
  preset(box, JSON.parse(step.preset || "{}"));
  box.showModal();
  box.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  return new Promise((resolve) => {
    const shown = box.querySelector("form");
    let key = freshKey();
    let settled = null;
    shown.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = shown.querySelector('button[type="submit"]');
      button.disabled = true;
      const of = (number) => filled(fieldset(shown, number));
      const { refused, whole, isAnswered } = await attempt(step, numbers, of, key, overriding(shown));
      if (isAnswered) key = freshKey();
      button.disabled = false;
      tell(shown, refused, whole);
      if (whole) return;
      settled = refused;
      if (refused.size < numbers.length || numbers.length > 1) box.close();
    });
    shown.querySelector("[data-close]").addEventListener("click", () => box.close());
    box.addEventListener("close", () => resolve(settled), { once: true });
  });
}

// From any field of a dialogue, also one in which Enter begins a line.
document.addEventListener("keydown", (event) => {
  const form = event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest("#step form");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
});

// The form at that address, or null once it was said why it does not open.
export async function opened(address, options) {
  const { answer, excuse } = await request(address, options);
  if (!excuse && answer.ok) return answer.text();
  const said = words("打不开。刷新页面再试。", "It would not open. Reload the page and try again.");
  toast(excuse ? `${excuse.detail} ${excuse.remedy}` : said, "error");
  return null;
}

function preset(box, values) {
  for (const [name, value] of Object.entries(values)) box.querySelector(`[data-field="${name}"]`).value = value;
}

function fieldset(form, number) {
  return form.querySelector(`fieldset[data-number="${CSS.escape(number)}"]`) || form.querySelector("fieldset");
}

function filled(fields) {
  const values = {};
  for (const input of fields.querySelectorAll("[data-field]")) {
    const value = input.dataset.kind === "tick" ? input.checked : input.value.trim();
    if (value === "" || value === false) continue;
    if (input.dataset.kind === "number") values[input.dataset.field] = Number(value);
    else if (input.dataset.kind === "moment") values[input.dataset.field] = new Date(value).toISOString();
    else values[input.dataset.field] = value;
  }
  return values;
}

function tell(form, refused, whole) {
  for (const place of form.querySelectorAll(".errorlist")) place.hidden = true;
  const last = form.querySelector(":scope > .errorlist");
  if (whole) {
    last.textContent = whole;
    last.hidden = false;
  }
  for (const [number, sentence] of refused) {
    const own = form.querySelector(`fieldset[data-number="${CSS.escape(number)}"] .errorlist`) || last;
    own.textContent = sentence;
    own.hidden = false;
  }
}

// Why a manager takes another department's step, for all documents; nothing where it is not asked.
export function overriding(form) {
  const place = form.querySelector(".override");
  return place ? filled(place) : {};
}

async function send(step, numbers, of) {
  const { refused, whole } = await attempt(step, numbers, of, freshKey());
  if (whole) {
    toast(whole, "error");
    return null;
  }
  return refused;
}

async function attempt(step, numbers, of, key, more = {}) {
  const refused = new Map();
  let done = 0;
  for (let from = 0; from < numbers.length; from += MOST) {
    const part = numbers.slice(from, from + MOST);
    const { ok, body, isAnswered } = await post(step.href, { ...bodyOf(step, part, of), ...more }, `${key}-${from}`);
    if (!ok) return { refused, whole: sentence(body), isAnswered };
    done += body.done;
    body.results.forEach((result) => {
      if (result.status === "refused") refused.set(part[result.item], `${result.message} ${result.remedy}`);
    });
  }
  if (done) toast(`${step.label} · ${words(`完成 ${done}`, `${done} done`)}`, "success");
  if (refused.size && numbers.length > 1) {
    toast(words(`${refused.size} 单没有做，原因在行里。`, `${refused.size} were refused; each row says why.`), "warning");
  } else if (refused.size) {
    toast([...refused.values()][0], "error");
  }
  return { refused, whole: "", isAnswered: true };
}

function bodyOf(step, numbers, of) {
  if (!step.items) return { [step.documents]: numbers, ...of(numbers[0]) };
  const seen = "asksVersion" in step ? { version: Number(step.version) } : {};
  return { [step.items]: numbers.map((number) => ({ [step.documents]: number, ...seen, ...of(number) })) };
}

// Why a request, or the first of its items that was refused, was not done; empty when all was.
export function refusalOf(ok, body) {
  if (!ok) return sentence(body);
  const refused = body.results.find((result) => result.status === "refused");
  return refused ? `${refused.message} ${refused.remedy}` : "";
}

function sentence(body) {
  const faults = (body.errors || []).map((fault) => `${fault.message} ${fault.remedy}`);
  return faults.length ? faults.join(" ") : `${body.detail || ""} ${body.remedy || ""}`.trim();
}
