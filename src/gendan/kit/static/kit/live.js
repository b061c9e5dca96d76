// Hears of changes made by anybody, and lets every part of the page that shows them look anew.
// A part is an element with `data-live`; it asks the server itself, by htmx, on the event `changed`;
// one that shows a single order names it, and asks when that one changed. One with `data-live-stock`
// shows stock, or the paper named there, and does not ask when orders change.
// What the server shows as it was last counted is looked at once more, when it has counted anew.
// What cannot be looked at anew stays as it is, and the sign at the top says so.

import { words } from "./api.js";

const GATHER = 250; // milliseconds; what comes together is looked at once
const COUNTED = 400; // after which the server has counted anew what it showed as `data-old`
const COUNTED_MOST = 6_400; // while it never is, because changes do not end
const EACH_MINUTE = 60_000; // clocks go on without anybody changing anything
const EVERYTHING = "*"; // instead of numbers, when too many changed to name them
const AGAIN = 5_000; // until a server is asked again that let nobody listen

const sign = document.getElementById("live");
let source = null; // what tells of changes
let hears = false; // whether changes are told
let isSignedIn = true; // whether the last look was let in
let counting = null; // what waits to look once more at what was old
let patience = COUNTED; // how long it waits

export function listen(onChange) {
  const address = document.body.dataset.liveAddress;
  let waiting = null;
  let missed = false;
  // What changed since the last look: numbers of orders, and of papers of stock.
  const told = { orders: new Set(), stock: new Set() };

  const look = () => {
    waiting = null;
    if (document.hidden) {
      missed = true;
      return;
    }
    onChange();
    const parts = [...document.querySelectorAll("[data-live]")].filter(({ dataset }) => {
      const isStock = "liveStock" in dataset;
      const changed = told[isStock ? "stock" : "orders"];
      const number = isStock ? dataset.liveStock : dataset.liveNumber;
      return changed.size > 0 && (!number || changed.has(EVERYTHING) || changed.has(number));
    });
    Object.values(told).forEach((changed) => changed.clear());
    parts.forEach((part) => part.dispatchEvent(new CustomEvent("changed")));
  };
  const soon = (kind, numbers) => {
    numbers.forEach((number) => told[kind].add(number));
    waiting ??= setTimeout(look, GATHER);
  };
  const all = () => Object.keys(told).forEach((kind) => soon(kind, [EVERYTHING]));

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    lookAgain();
    if (missed) {
      missed = false;
      all();
    }
  });
  document.addEventListener("htmx:before:response", (event) => {
    if (!event.target.closest("[data-live]")) return;
    const answer = event.detail.ctx.response.raw;
    if (!answer.ok || answer.redirected) event.preventDefault();
    isSignedIn = !answer.redirected;
    if (address) say();
  });
  document.addEventListener("htmx:after:swap", lookAgain);
  lookAgain();
  setInterval(all, EACH_MINUTE);
  document.addEventListener("gendan:done", all);
  if (!address) return;
  hear(address, soon, all);
  // A page that is left may be kept to be returned to; meanwhile another listens.
  window.addEventListener("pagehide", () => source.close());
  window.addEventListener("pageshow", (event) => { if (event.persisted) hear(address, soon, all, true); });
}

// The parts that show something old, soon; later and later while they go on to.
function lookAgain() {
  const old = () => [...document.querySelectorAll("[data-live]")].filter((part) => part.querySelector("[data-old]"));
  if (old().length === 0) patience = COUNTED;
  else if (!document.hidden) counting ??= setTimeout(() => {
    counting = null;
    patience = Math.min(2 * patience, COUNTED_MOST);
    old().forEach((part) => part.dispatchEvent(new CustomEvent("changed")));
  }, patience);
}

function hear(address, soon, all, before = false) {
  source = new EventSource(address, { withCredentials: true });
  let wasAway = before;
  source.addEventListener("open", () => {
    hears = true;
    say();
    if (wasAway) all();
    wasAway = false;
  });
  source.addEventListener("error", () => {
    hears = false;
    wasAway = true;
    say();
    // After a refusal a browser does not try again by itself.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => hear(address, soon, all, true), AGAIN);
  });
  for (const kind of ["orders", "stock"]) {
    source.addEventListener(kind, (event) => soon(kind, JSON.parse(event.data)));
  }
}

function say() {
  sign.classList.toggle("away", !hears || !isSignedIn);
  if (!isSignedIn) sign.textContent = words("登录已过期", "Signed out");
  else sign.textContent = hears ? sign.dataset.liveWord : sign.dataset.awayWord;
}
