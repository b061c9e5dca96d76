// Hears of changes made by anybody, and lets every part of the page that shows them look anew.
// A part is an element with `data-live`; it asks the server itself, by htmx, on the event `changed`;
// one that shows a single order names it, and asks when that one changed. One with `data-live-stock`
// shows stock, or the paper named there, and does not ask when orders change.
// Each tells how long ago the page heard of the change. What the server still shows as it was counted
// before (`data-old`, milliseconds until it is counted anew) is looked at once more after them.
// What cannot be looked at anew stays as it is, and the sign at the top says so.

import { words } from "./api.js";

const GATHER = 400; // milliseconds between two looks; the first change is looked at at once
const AGAIN_MOST = 6_400; // milliseconds until what stays old is looked at once more
const EACH_MINUTE = 60_000; // clocks go on without anybody changing anything
const EVERYTHING = "*"; // instead of numbers, when too many changed to name them
const AGAIN = 5_000; // until a server is asked again that let nobody listen

const sign = document.getElementById("live");
let source = null; // what tells of changes
let hears = false; // whether changes are told
let isSignedIn = true; // whether the last look was let in
let heardAt = 0; // when of the last change
const timers = new Map(); // what waits to look once more at a part that is old
const tries = new WeakMap(); // how often it was looked at in vain since something changed

export function listen(onChange) {
  const address = document.body.dataset.liveAddress;
  let waiting = null;
  let looked = -GATHER;
  let missed = false;
  // What changed since the last look: numbers of orders, and of papers of stock.
  const told = { orders: new Set(), stock: new Set() };

  const look = () => {
    waiting = null;
    looked = performance.now();
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
    parts.forEach((part) => {
      tries.delete(part);
      part.dispatchEvent(new CustomEvent("changed"));
    });
  };
  const soon = (kind, numbers) => {
    numbers.forEach((number) => told[kind].add(number));
    heardAt = performance.now();
    waiting ??= setTimeout(look, Math.max(looked + GATHER - heardAt, 0));
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
  document.addEventListener("htmx:before:request", (event) => {
    if (!event.target.matches("[data-live]")) return;
    event.detail.ctx.request.headers["Gendan-Heard"] = String(Math.ceil(performance.now() - heardAt));
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

// The parts that show something old, once it was counted anew; later and later where it never is.
function lookAgain() {
  for (const part of document.querySelectorAll("[data-live]")) {
    const old = part.querySelector("[data-old]");
    if (!old) {
      clearTimeout(timers.get(part));
      timers.delete(part);
      tries.delete(part);
    } else if (!document.hidden && !timers.has(part)) {
      const before = tries.get(part) ?? 0;
      timers.set(part, setTimeout(() => {
        timers.delete(part);
        tries.set(part, before + 1);
        part.dispatchEvent(new CustomEvent("changed"));
      }, Math.min(Number(old.dataset.old) * 2 ** before, AGAIN_MOST)));
    }
  }
}

function hear(address, soon, all, before = false) {
  // What changed while this page was made and came here is told, too.
  source = new EventSource(before ? address : `${address}?ago=${Math.ceil(performance.now())}`, { withCredentials: true });
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
