// Steps that ask for quantities line by line: editing an order, splitting a shipment.

import { freshKey, post } from "./api.js";
import { comeBack, leave } from "./focus.js";
import { opened, overriding, refusalOf } from "./steps.js";

export async function takeByLine(button) {
  const [order, ordinal] = button.dataset.number.split("-");
  const address = ordinal ? `/orders/${order}/split/${ordinal}` : `/orders/${order}/edit`;
  leave(button);
  const asked = await opened(address);
  if (asked === null) return comeBack();
  const box = document.getElementById("step");
  box.innerHTML = asked;
  box.showModal();
  box.querySelector("[data-line]")?.select();
  const form = box.querySelector("form");
  let key = freshKey();
  form.querySelector("[data-close]").addEventListener("click", () => box.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { ok, body, isAnswered } = await post(form.dataset.href, { ...bodyOf(form), ...overriding(form) }, key);
    if (isAnswered) key = freshKey();
    const refused = refusalOf(ok, body);
    const place = form.querySelector(":scope > .errorlist");
    place.textContent = refused;
    place.hidden = !refused;
    if (!refused) box.close();
  });
  await new Promise((resolve) => box.addEventListener("close", resolve, { once: true }));
  comeBack();
}

function bodyOf(form) {
  const { number, version, byLine } = form.dataset;
  const changed = [...form.querySelectorAll("[data-line]")]
    .filter((input) => input.value !== input.dataset.was)
    .map((input) => ({ line: Number(input.dataset.line), quantity: Number(input.value) }));
  if (byLine === "split") return { parts: [{ shipment: number, units: changed }] };
  const sku = form.querySelector('[data-added="sku"]').value.trim();
  const quantity = Number(form.querySelector('[data-added="quantity"]').value || 1);
  const remark = form.querySelector('[data-field="remark"]').value.trim();
  const edit = { order: number, version: Number(version), lines: changed };
  if (sku) edit.added = [{ sku, quantity }];
  if (remark) edit.remark = remark;
  const priority = form.querySelector('[data-field="priority"]');
  if (priority.value !== priority.dataset.was) edit.priority = Number(priority.value);
  return { edits: [edit] };
}
