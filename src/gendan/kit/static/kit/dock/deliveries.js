// Takes the rows of a carrier's file that were tried and found fit, so many at a time: confirms
// deliveries, or records events.

import { freshKey, post, words } from "../api.js";

const MOST = 500; // parcels of one request
const tried = document.getElementById("tried");
const button = document.getElementById("confirm");
const events = tried?.dataset.items === "events";
const key = freshKey();

button?.addEventListener("click", async () => {
  button.disabled = true;
  const rows = [...tried.querySelectorAll("tr[data-shipment], tr[data-event]")];
  let done = 0;
  let refused = 0;
  for (let from = 0; from < rows.length; from += MOST) {
    const part = rows.slice(from, from + MOST);
    const items = part.map(({ dataset }) => (events ? JSON.parse(dataset.event) : { shipment: dataset.shipment, received_by: dataset.received, ...(dataset.at ? { at: dataset.at } : {}) }));
    const { ok, body } = await post(tried.dataset.href, { [events ? "events" : "parcels"]: items }, `${key}-${from}`);
    if (!ok) {
      button.disabled = false;
      return say(`${body.detail || ""} ${body.remedy || ""}`);
    }
    done += body.done;
    refused += body.refused;
    for (const result of body.results) {
      const place = part[result.item].querySelector("[data-result]");
      const isDone = result.status === "done";
      place.className = `word ${isDone ? "done" : "late"}`;
      place.textContent = isDone ? (events ? words("已登记", "Recorded") : words("已确认", "Confirmed")) : result.message;
    }
  }
  const zh = events ? "登记" : "确认";
  const en = events ? "recorded" : "confirmed";
  say(words(`${zh} ${done} 件${refused ? `，${refused} 件没有做，原因在行里` : ""}。`, `${done} ${en}${refused ? `, ${refused} refused; each row says why` : ""}.`), refused > 0);
});

function say(sentence, isFault = true) {
  const place = document.getElementById("confirmed");
  place.textContent = sentence;
  place.classList.toggle("refused", isFault);
  place.hidden = false;
}
