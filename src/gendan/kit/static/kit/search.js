// The search box: what is found appears while somebody types, arrows choose, Enter goes there. What
// a scanner types beside every field goes to the box as well; a page that takes scans itself says
// so by an element with `data-takes-scans`.

import { isTurnedAway, renew, words } from "./api.js";

const FAST = 80; // milliseconds between two keys of a scanner, at most
const SHORTEST = 4; // characters of a scan
const FIELDS =
  "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), select, textarea, [contenteditable], dialog";

const form = document.getElementById("search");
const box = document.getElementById("search-term");
const list = document.getElementById("search-drop");
const drop = list.parentElement;
const said = document.getElementById("search-said");

const options = () => [...list.querySelectorAll('[role="option"]')];
const chosen = () => list.querySelector('[aria-selected="true"]');

function choose(option) {
  chosen()?.setAttribute("aria-selected", "false");
  if (option) {
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", option.id);
  } else {
    box.removeAttribute("aria-activedescendant");
  }
}

function show(wanted) {
  drop.hidden = !wanted;
  box.setAttribute("aria-expanded", String(wanted && options().length > 0));
  if (!wanted) choose(null);
}

function tell(text) {
  list.replaceChildren();
  said.textContent = text;
  show(true);
}

function step(by) {
  const all = options();
  if (!all.length) return;
  show(true);
  const from = all.indexOf(chosen());
  choose(all[from < 0 && by < 0 ? all.length - 1 : (from + by + all.length) % all.length]);
}

function go(event) {
  const option = chosen();
  if (option) {
    event.preventDefault();
    option.click();
  } else if (!box.value.trim()) {
    event.preventDefault();
  }
}

function leave() {
  if (!drop.hidden) return show(false);
  if (!box.value) return box.blur();
  box.value = "";
  return box.dispatchEvent(new Event("input", { bubbles: true }));
}

box.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter") {
    go(event);
  } else if (event.key === "Escape") {
    event.preventDefault();
    leave();
  }
});

// Letters of a syllable that is not yet a character are no term.
form.addEventListener(
  "input",
  (event) => {
    if (event.isComposing) event.stopImmediatePropagation();
    else if (!box.value.trim()) show(false);
  },
  true,
);
box.addEventListener("compositionend", () => box.dispatchEvent(new Event("input", { bubbles: true })));

box.addEventListener("focus", () => box.select());
form.addEventListener("focusout", (event) => {
  if (!form.contains(event.relatedTarget)) show(false);
});
// The box keeps the focus while somebody presses what was found.
drop.addEventListener("pointerdown", (event) => event.preventDefault());

let anew = ""; // what is asked for once more, and no third time

box.addEventListener("htmx:before:response", async (event) => {
  const answer = event.detail.ctx.response.raw;
  if (answer.ok && !answer.redirected) return;
  event.preventDefault();
  if (!isTurnedAway(answer) || anew === box.value) {
    tell(words("现在查不了，稍后再试。", "The search is away. Try again soon."));
    return;
  }
  const excuse = await renew().catch(() => null);
  if (excuse) {
    tell(`${excuse.detail} ${excuse.remedy}`);
    return;
  }
  anew = box.value;
  box.dispatchEvent(new Event("input", { bubbles: true }));
});
box.addEventListener("htmx:error", () => tell(words("网络断了，联网后再查。", "The network is away. Search again when you are back.")));
box.addEventListener("htmx:after:swap", () => {
  choose(null);
  show(document.activeElement === box && box.value.trim() !== "");
});

let scanned = "";
let last = -Infinity;

function scan(event) {
  const isFast = event.timeStamp - last < FAST;
  if (event.key === "Enter") {
    if (isFast && scanned.length >= SHORTEST) {
      event.preventDefault();
      event.stopPropagation();
      box.value = scanned;
      form.requestSubmit();
    }
    scanned = "";
  } else if (event.key.length === 1) {
    scanned = isFast ? scanned + event.key : event.key;
    last = event.timeStamp;
    if (scanned.length > 1) {
      // No shortcut is meant by what follows so fast.
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "/") {
      event.preventDefault();
      box.focus();
    }
  }
}

document.addEventListener(
  "keydown",
  (event) => {
    const isElsewhere = event.target.closest(FIELDS) || document.querySelector("[data-takes-scans]");
    if (!isElsewhere && !event.ctrlKey && !event.metaKey && !event.altKey) scan(event);
  },
  true,
);
