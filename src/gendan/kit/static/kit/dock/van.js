// A driver's telephone: the next stop, whom to call, and how it ended: with a photo or a signature, or
// with the reason why nobody took it.

import { freshKey, post, request, words } from "../api.js";
import { complete, wrong } from "../scan/tones.js";
import { toast } from "../toasts.js";
import { padOf } from "./pad.js";
import { smaller } from "./photo.js";

const list = document.getElementById("stops");
const hand = document.getElementById("hand");
const missed = document.getElementById("missed");
const shown = document.getElementById("photo-shown");
const pad = padOf(document.getElementById("van-pad"), document.getElementById("van-pad-clear"));

let stop = null; // what is known of the stop in the dialogue
let photo = "";
let key = "";

list.addEventListener("click", (event) => {
  const row = event.target.closest(".stop");
  if (event.target.closest("[data-show]")) show(row, event.target.closest("[data-show]"));
  if (event.target.closest("[data-hand]")) open(hand, row);
  if (event.target.closest("[data-missed]")) open(missed, row);
});
for (const box of [hand, missed]) box.querySelector("[data-close]").addEventListener("click", () => box.close());
document.getElementById("photo").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (!file) return;
  try {
    photo = await smaller(file);
    shown.src = photo;
    shown.hidden = false;
    document.getElementById("hand-fault").hidden = true;
  } catch {
    say("hand-fault", words("这张照片打不开，再拍一张。", "This photo would not open; take another."));
  }
});
document.getElementById("hand-form").addEventListener("submit", handOver);
document.getElementById("missed-form").addEventListener("submit", note);

function open(box, row) {
  stop = { ...row.dataset };
  key = freshKey();
  photo = "";
  shown.hidden = true;
  shown.removeAttribute("src");
  pad.wipe();
  hand.querySelector("form").reset();
  missed.querySelector("form").reset();
  document.getElementById("hand-number").textContent = stop.number;
  box.querySelector(".errorlist").hidden = true;
  box.showModal();
}

// Asked for, and noted that it was.
async function show(row, button) {
  const { answer, excuse } = await request(button.dataset.href, { method: "POST" });
  const place = row.querySelector("[data-person]");
  if (excuse || !answer.ok) return toast(excuse ? `${excuse.detail} ${excuse.remedy}` : words("现在看不了，稍后再试。", "Not now; try again later."), "error");
  place.innerHTML = await answer.text();
  // A parcel that was redirected has nothing to do with the first address any more.
  const goes = [...place.querySelectorAll("[data-goes]")];
  for (const one of goes) if (one.dataset.goes !== row.dataset.number) one.remove();
  if (place.querySelector("[data-goes]")) place.querySelector("[data-first]").remove();
  const phone = place.querySelector(".phone");
  if (phone) {
    const call = document.createElement("a");
    call.className = "button call";
    call.href = `tel:${phone.textContent.trim()}`;
    call.textContent = words(`打电话 ${phone.textContent}`, `Call ${phone.textContent}`);
    phone.replaceWith(call);
  }
  place.hidden = false;
  button.hidden = true;
}

async function handOver(event) {
  event.preventDefault();
  const signature = pad.image();
  if (!photo && !signature) return say("hand-fault", words("拍一张照片，或请收件人签名。", "Take a photo, or let them sign."));
  const proofs = [];
  if (photo) proofs.push({ kind: "photo", image: photo });
  if (signature) proofs.push({ kind: "signature", image: signature });
  const parcel = { shipment: stop.number, received_by: document.getElementById("received").value.trim(), proofs };
  await end(hand, "hand-fault", list.dataset.deliver, { parcels: [parcel] }, words("已送达", "Delivered"));
}

async function note(event) {
  event.preventDefault();
  const chosen = missed.querySelector("input[name=reason]:checked");
  if (!chosen) return;
  if (chosen.value === "refused") {
    return end(missed, "missed-fault", list.dataset.back, { shipments: [stop.number], reason: "refused" }, words("记下了：拒收，带回", "Noted: refused, it comes back"));
  }
  const at = new Date().toISOString();
  const attempt = { carrier: stop.carrier, number: stop.waybill, key: `van ${key}`, at, scheme: "ours", code: "attempt_failed", text: chosen.dataset.words };
  await end(missed, "missed-fault", list.dataset.attempt, { events: [attempt] }, words("记下了，这一站排到后面", "Noted; this stop goes to the end"));
}

async function end(box, place, address, body, done) {
  const button = box.querySelector("button.main");
  button.disabled = true;
  const { ok, body: told, isAnswered } = await post(address, body, key);
  if (isAnswered) key = freshKey();
  button.disabled = false;
  const first = ok ? told.results[0] : { status: "refused", message: told.detail, remedy: told.remedy };
  if (first.status === "refused") {
    wrong();
    return say(place, `${first.message} ${first.remedy}`);
  }
  complete();
  box.close();
  toast(`${stop.number} · ${done}`, "success");
  document.dispatchEvent(new CustomEvent("gendan:done"));
  list.dispatchEvent(new CustomEvent("changed"));
}

function say(place, sentence) {
  const fault = document.getElementById(place);
  fault.textContent = sentence;
  fault.hidden = false;
}
