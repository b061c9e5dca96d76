// The dock: what is scanned goes on the trolley or is refused aloud; then it is signed for and let go.
// What lies on the trolley outlives a reload of the page, as it outlives one in the yard.

import { freshKey, post, request, words } from "../api.js";
import { numberIn } from "../scan/codes.js";
import { aloud, complete, right, stop, wrong } from "../scan/tones.js";
import { onScan } from "../scan/wedge.js";
import { toast } from "../toasts.js";
import { padOf } from "./pad.js";

const page = document.getElementById("trolley");
const verdict = document.getElementById("verdict");
const store = `gendan.trolley.${page.dataset.person}.${page.dataset.carrier}`;
const STOPS = new Set(["held", "void_label"]); // what must not leave under any circumstances

let on = JSON.parse(sessionStorage.getItem(store) || "[]"); // { shipment, waybill } in order of scanning
let last = Promise.resolve();
let key = freshKey();

const pad = padOf(document.getElementById("pad"), document.getElementById("pad-clear"), show);

onScan((text) => take(numberIn(text)));
document.getElementById("by-hand").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = document.getElementById("typed");
  if (field.value.trim()) take(field.value.trim());
  field.value = "";
  field.focus();
});
document.getElementById("empty").addEventListener("click", () => {
  if (on.length && !confirm(words("把扫过的都放回？", "Take everything off again?"))) return;
  keep([]);
  say("", words("扫包裹上的运单号", "Scan the parcel’s waybill"), "");
});
document.getElementById("due").addEventListener("htmx:after:swap", show);
document.getElementById("sign-form").addEventListener("submit", handOver);
show();

// One after the other, so that a fast hand gets its answers in order.
function take(code) {
  last = last.then(() => judge(code)).catch(() => {
    wrong();
    say("wrong", words("网络断了，这件没有算。", "The network is away; this one does not count."), words("联网后再扫一次。", "Scan it again."));
  });
}

async function judge(code) {
  if (on.some((one) => one.waybill === code || one.shipment === code)) {
    wrong();
    return say("twice", words("扫过了", "Scanned already"), code);
  }
  const form = new FormData();
  form.append("code", code);
  const { answer, excuse } = await request(page.dataset.scan, { method: "POST", body: form });
  if (excuse || !answer.ok) throw new Error("away");
  const found = await answer.json();
  if (!found.fits) {
    if (STOPS.has(found.code)) stop(found.message);
    else wrong();
    if (!STOPS.has(found.code)) aloud(found.message);
    return say("wrong", found.message, found.message.includes(code) ? found.remedy : `${code} · ${found.remedy}`);
  }
  if (on.some((one) => one.shipment === found.shipment)) {
    wrong();
    return say("twice", words("扫过了", "Scanned already"), found.waybill);
  }
  keep([...on, { shipment: found.shipment, waybill: found.waybill }]);
  const isAll = !document.querySelector("#due li:not(.is-on):not(.is-stopped)");
  if (isAll) complete();
  else right();
  say("right", isAll ? words("齐了", "That is all of them") : words(`第 ${on.length} 件`, `Number ${on.length}`), found.waybill);
}

function say(kind, sentence, more) {
  verdict.className = `verdict ${kind}`;
  verdict.querySelector("b").textContent = sentence;
  verdict.querySelector("span").textContent = more;
}

function keep(now) {
  on = now;
  key = freshKey();
  sessionStorage.setItem(store, JSON.stringify(on));
  show();
}

function show() {
  const places = new Map(on.map((one, place) => [one.shipment, place + 1]));
  for (const row of document.querySelectorAll("#due li")) {
    const place = places.get(row.dataset.number);
    const isStopped = Boolean(row.querySelector(".word.late"));
    row.classList.toggle("is-on", Boolean(place));
    row.classList.toggle("is-stopped", isStopped);
    row.querySelector(".state").textContent = place ? words(`已上车 ${place}`, `on the trolley, ${place}`) : isStopped ? words("不要交", "stays here") : words("未扫", "not scanned");
  }
  document.getElementById("count").textContent = on.length;
  document.getElementById("due-count").textContent = document.querySelectorAll("#due li").length;
  document.getElementById("hand-count").textContent = on.length || "";
  document.getElementById("hand-over").disabled = !on.length;
}

async function handOver(event) {
  event.preventDefault();
  const button = document.getElementById("hand-over");
  const fault = document.getElementById("fault");
  const driver = document.getElementById("driver")?.value ?? "";
  const takenBy = document.getElementById("taken-by")?.value.trim() ?? "";
  const signature = pad.image();
  fault.hidden = true;
  if (!signature && !takenBy && !driver) {
    fault.textContent = words("写上揽收人姓名，或请他签名。", "Enter who takes it, or let them sign.");
    fault.hidden = false;
    return;
  }
  button.disabled = true;
  const body = { shipments: on.map((one) => one.shipment), carrier: page.dataset.carrier, taken_by: takenBy, driver, signature };
  const { ok, body: told } = await post(page.dataset.href, body, key);
  button.disabled = false;
  if (!ok) {
    fault.textContent = `${told.detail || ""} ${told.remedy || ""}`;
    fault.hidden = false;
    return;
  }
  const refused = told.results.filter((result) => result.status === "refused");
  keep(on.filter((one) => refused.some((result) => result.shipment === one.shipment)));
  if (told.done) {
    complete();
    toast(words(`交走 ${told.done} 件，交接单已生成。`, `${told.done} handed over; the list is written.`), "success");
    pad.wipe();
  }
  if (refused.length) {
    const sentence = refused.map((result) => `${result.shipment}：${result.message}`).join(" ");
    stop(refused[0].message);
    say("wrong", words(`${refused.length} 件不能走，从车上拿下来`, `${refused.length} must stay: take them off`), sentence);
  } else {
    say("right", words("交走了", "Handed over"), words(`${told.done} 件`, `${told.done} parcels`));
  }
  document.dispatchEvent(new CustomEvent("gendan:done"));
  document.getElementById("due").dispatchEvent(new CustomEvent("changed"));
}
