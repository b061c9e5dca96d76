// Confirms the rows of a carrier's file that were tried and found fit, so many at a time.

import { freshKey, post, words } from "../api.js";

const MOST = 500; // parcels of one request
const tried = document.getElementById("tried");
const button = document.getElementById("confirm");
const key = freshKey();

button?.addEventListener("click", async () => {
  button.disabled = true;
  const rows = [...tried.querySelectorAll("tr[data-shipment]")];
  let done = 0;
  let refused = 0;
  for (let from = 0; from < rows.length; from += MOST) {
    const part = rows.slice(from, from + MOST);
    const parcels = part.map(({ dataset }) => ({ shipment: dataset.shipment, received_by: dataset.received, ...(dataset.at ? { at: dataset.at } : {}) }));
    const { ok, body } = await post(tried.dataset.href, { parcels }, `${key}-${from}`);
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
      place.textContent = isDone ? words("已确认", "Confirmed") : result.message;
    }
  }
  say(words(`确认 ${done} 件${refused ? `，${refused} 件没有做，原因在行里` : ""}。`, `${done} confirmed${refused ? `, ${refused} refused; each row says why` : ""}.`));
});

function say(sentence) {
  const place = document.getElementById("confirmed");
  place.textContent = sentence;
  place.hidden = false;
}
