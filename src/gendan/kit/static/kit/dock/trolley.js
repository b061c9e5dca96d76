// The dock: what is scanned goes on the trolley or is refused aloud; then it is signed for and let go.
// What lies on the trolley outlives a reload of the page, as it outlives one in the yard. A scan waits
// on the device while the network is away, and nothing is let go until each one was judged.

import { freshKey, post, words } from "../api.js";
import { print } from "../papers.js";
import { onCamera } from "../scan/camera.js";
import { numberIn } from "../scan/codes.js";
import { conflictsOf } from "../scan/conflicts.js";
import { openQueue } from "../scan/queue.js";
import { aloud, complete, right, stop, wrong } from "../scan/tones.js";
import { onScan } from "../scan/wedge.js";
import { toast } from "../toasts.js";
import { padOf } from "./pad.js";

const page = document.getElementById("trolley");
const verdict = document.getElementById("verdict");
const store = `gendan.trolley.${page.dataset.person}.${page.dataset.carrier}`;
const STOPS = new Set(["held", "void_label"]); // what must not leave under any circumstances

let on = kept(); // { shipment, waybill } in order of scanning
let key = freshKey();
let latest = ""; // the last code scanned, whose verdict is on the screen
let unjudged = 0;
let gone = []; // shipments that were let go last, for their list
const asked = new Set(); // codes that were scanned and not judged yet
const staying = new Set(); // shipments that were not let go when all was signed for
const SIGNED = new Set(["driver", "signature"]); // what is wrong with the signing, not with a parcel

const pad = padOf(document.getElementById("pad"), document.getElementById("pad-clear"), show);
const listed = conflictsOf(`dock.${page.dataset.carrier}`, () => {
  keep(on.filter((one) => !staying.has(one.shipment)));
  staying.clear();
});
const queue = await openQueue({ lane: `dock.${page.dataset.carrier}`, onAnswer: judged, onChange: waits });

onScan((text) => take(numberIn(text)));
onCamera((text) => take(numberIn(text)), (fault) => { wrong(); say("wrong", fault, ""); });
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
  say("", words("扫包裹上的运单号", "Scan the parcel's waybill"), "");
});
document.getElementById("print-list").addEventListener("click", (event) => print(event.currentTarget, gone));
document.getElementById("due").addEventListener("htmx:after:swap", show);
document.getElementById("sign-form").addEventListener("submit", handOver);
// Another tab of the same trolley.
window.addEventListener("storage", (event) => {
  if (event.key !== store) return;
  on = kept();
  key = freshKey();
  show();
});
show();
page.dataset.ready = "";

function take(code) {
  latest = code;
  if (asked.has(code) || on.some((one) => one.waybill === code || one.shipment === code)) {
    wrong();
    return say("twice", words("扫过了", "Scanned already"), code);
  }
  asked.add(code);
  show();
  return queue.add(page.dataset.scan, { code }, { code });
}

// What the server said, in the order of scanning; the hand may have gone on to other parcels.
function judged({ about: { code } }, { body }) {
  asked.delete(code);
  const found = body.results?.[0] ?? { status: "refused", message: body.detail, remedy: body.remedy };
  if (found.status === "refused") return refuse(code, found);
  if (on.some((one) => one.shipment === found.shipment)) {
    wrong();
    return say("twice", words("扫过了", "Scanned already"), found.waybill);
  }
  keep([...on, { shipment: found.shipment, waybill: found.waybill }]);
  const isAll = !document.querySelector("#due li:not(.is-on):not(.is-stopped)");
  if (isAll) complete();
  else right();
  return say("right", isAll ? words("齐了", "That is all of them") : words(`第 ${on.length} 件`, `Number ${on.length}`), found.waybill);
}

function refuse(code, { code: why, message, remedy }) {
  if (STOPS.has(why)) stop(message);
  else {
    wrong();
    aloud(message);
  }
  show();
  if (code !== latest) listed.add(`${code}：${message} ${remedy}`);
  say("wrong", message, message.includes(code) ? remedy : `${code} · ${remedy}`);
}

// Scans that the server has not seen yet are not on the trolley, and the page says so.
function waits({ waiting, others, isAway, excuse }) {
  unjudged = waiting;
  const lines = [];
  if (isAway && waiting) {
    const why = excuse?.detail ? `${excuse.detail} ${excuse.remedy ?? ""}` : words("网络断了。", "The network is away.");
    lines.push(why, words(
      `${waiting} 件扫过的存在本机，还没核对，联网后按顺序核对。核对完才能交走。`,
      `${waiting} scans are kept on this device and not judged yet; they are when it is back. Until then nothing is let go.`,
    ));
    say("waits", words("记下了，还没核对", "Kept, not judged yet"), latest);
  }
  if (others) {
    lines.push(words(`这台设备上还有别人的 ${others} 件没核对：请本人登录后打开这一页。`,
      `${others} scans of somebody else wait on this device: let them sign in and open this page.`));
  }
  const sign = document.getElementById("wires");
  sign.hidden = lines.length === 0;
  sign.textContent = lines.join(" ");
  show();
}

function kept() {
  return JSON.parse(localStorage.getItem(store) || "[]");
}

function say(kind, sentence, more) {
  verdict.className = `verdict ${kind}`;
  verdict.querySelector("b").textContent = sentence;
  verdict.querySelector("span").textContent = more;
}

function keep(now) {
  on = now;
  key = freshKey();
  localStorage.setItem(store, JSON.stringify(on));
  show();
}

function show() {
  const places = new Map(on.map((one, place) => [one.shipment, place + 1]));
  for (const row of document.querySelectorAll("#due li")) {
    const place = places.get(row.dataset.number);
    const isStopped = Boolean(row.querySelector(".word.late"));
    const isAsked = !place && (asked.has(row.dataset.waybill) || asked.has(row.dataset.number));
    row.classList.toggle("is-on", Boolean(place));
    row.classList.toggle("is-stopped", isStopped);
    row.querySelector(".state").textContent = place ? words(`已上车 ${place}`, `on the trolley, ${place}`) : isStopped ? words("不要交", "stays here") : isAsked ? words("扫了，待核对", "scanned, not judged") : words("未扫", "not scanned");
  }
  document.getElementById("count").textContent = on.length;
  document.getElementById("due-count").textContent = document.querySelectorAll("#due li").length;
  document.getElementById("hand-count").textContent = on.length || "";
  document.getElementById("hand-over").disabled = !on.length || unjudged > 0;
}

async function handOver(event) {
  event.preventDefault();
  if (!on.length || unjudged) return;
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
  document.getElementById("hand-over").disabled = true;
  const body = { shipments: on.map((one) => one.shipment), carrier: page.dataset.carrier, taken_by: takenBy, driver, signature };
  const { ok, body: told, isAnswered } = await post(page.dataset.href, body, key);
  if (isAnswered) key = freshKey();
  show();
  if (!ok) {
    fault.textContent = `${told.detail || ""} ${told.remedy || ""}`;
    fault.hidden = false;
    return;
  }
  const refused = told.results.filter((result) => result.status === "refused");
  const amiss = refused.find((result) => SIGNED.has(result.field));
  if (amiss) {
    wrong();
    fault.textContent = `${amiss.message} ${amiss.remedy}`;
    fault.hidden = false;
    return;
  }
  const stays = new Set(refused.map((result) => result.shipment));
  const left = on.filter((one) => !stays.has(one.shipment)).map((one) => one.shipment);
  keep(on.filter((one) => stays.has(one.shipment)));
  if (told.done) {
    gone = left;
    document.getElementById("print-list").hidden = false;
    complete();
    toast(words(`交走 ${told.done} 件，交接单已生成。`, `${told.done} handed over; the list is written.`), "success");
    pad.wipe();
  }
  if (refused.length) {
    const labels = new Map(on.map((one) => [one.shipment, one.waybill]));
    for (const { shipment, message, remedy } of refused) {
      staying.add(shipment);
      listed.add(`${labels.get(shipment)}：${message} ${remedy}`);
    }
    stop(refused[0].message);
    say("wrong", words(`${refused.length} 件不能走，从车上拿下来`, `${refused.length} must stay: take them off`), refused[0].message);
  } else {
    say("right", words("交走了", "Handed over"), words(`${told.done} 件`, `${told.done} parcels`));
  }
  document.dispatchEvent(new CustomEvent("gendan:done"));
  document.getElementById("due").dispatchEvent(new CustomEvent("changed"));
}
