// The store's desk: goods are handed over against the customer's code. A scanned order finds its line.

import { freshKey, post, words } from "../api.js";
import { onCamera } from "../scan/camera.js";
import { numberIn } from "../scan/codes.js";
import { right, wrong } from "../scan/tones.js";
import { onScan } from "../scan/wedge.js";
import { take } from "../steps.js";
import { toast } from "../toasts.js";

const list = document.getElementById("pickups");
const keys = new WeakMap(); // the attempt at a line: once more is the same one

onScan(find);
onCamera(find, (fault) => { wrong(); toast(fault, "warning"); });

function find(text) {
  const code = numberIn(text);
  const line = [...list.querySelectorAll(".pickup")].find((one) => one.dataset.number === code || one.dataset.order === code);
  if (!line) {
    wrong();
    return toast(words(`${code} 不在待自提里。`, `${code} does not wait here.`), "warning");
  }
  right();
  line.scrollIntoView({ block: "center" });
  line.querySelector(".code").focus();
}

list.addEventListener("submit", (event) => {
  event.preventDefault();
  handOver(event.target);
});
list.addEventListener("input", (event) => keys.delete(event.target.closest(".pickup")));
list.addEventListener("click", async (event) => {
  const line = event.target.closest(".pickup");
  if (event.target.closest("[data-without]")) {
    const why = line.querySelector(".why");
    why.hidden = !why.hidden;
    why.querySelector("input").focus();
  } else if (event.target.closest("[data-tell]")) {
    await send(line, list.dataset.ready, { shipments: [line.dataset.number] }, freshKey(), words("已通知客户", "The customer is told"));
  } else if (event.target.closest("[data-step]")) {
    await take(event.target.closest("[data-step]"), [line.dataset.order]);
    look();
  }
});

async function handOver(form) {
  const line = form.closest(".pickup");
  const given = { shipment: line.dataset.number, pickup_code: form.elements.code.value.trim(), without_code: form.elements.without.value.trim() };
  if (!keys.has(line)) keys.set(line, freshKey());
  const isDone = await send(line, list.dataset.collect, { pickups: [given] }, keys.get(line), words("交给客户了", "Handed over"));
  if (!isDone) form.elements.code.select();
}

async function send(line, address, body, key, done) {
  const { ok, body: told, isAnswered } = await post(address, body, key);
  if (isAnswered) keys.delete(line); // a wrong code counts each time
  const first = ok ? told.results[0] : { status: "refused", message: told.detail, remedy: told.remedy };
  const place = line.querySelector("[data-refused]");
  place.hidden = first.status !== "refused";
  if (first.status === "refused") {
    place.textContent = `${first.message} ${first.remedy}`;
    wrong();
    return false;
  }
  right();
  toast(`${line.dataset.number} · ${done}`, "success");
  look();
  return true;
}

function look() {
  document.dispatchEvent(new CustomEvent("gendan:done"));
  list.dispatchEvent(new CustomEvent("changed"));
}
