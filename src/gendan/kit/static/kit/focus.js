// The keyboard stays where somebody stands when a part of the page is shown anew, and goes on to what is
// offered next only where that is gone. After a step it goes on at its button. Nobody is left nowhere.

const PLACES = "#story, #panel"; // where steps are taken
const PARTS = `[data-live], ${PLACES}, #doors, #tabs`; // what is shown anew
const STOPS = "a[href], button, input, select, textarea, summary, [tabindex]";

let left = null; // the button whose step was taken last: its place and what it was
let stood = null; // where the keyboard stands in a part that is about to be shown anew

const what = (button) => `${button.dataset.step ?? button.dataset.byLine} ${button.dataset.number}`;
const isOffered = (button) => !button.disabled && button.offsetParent !== null;
const stops = (part) => [...part.querySelectorAll(STOPS)].filter(isOffered);

// A step is taken from this button.
export function leave(button) {
  const place = button.closest(PLACES);
  left = place && { place, what: what(button) };
}

// The step is over, done or not.
export function comeBack() {
  setTimeout(settle); // once the button may be pressed again
}

function settle() {
  const isElsewhere = document.activeElement && document.activeElement !== document.body;
  if (left && !isElsewhere) go(offered(left.place, left.what));
}

function offered(place, wanted = null) {
  const buttons = [...place.querySelectorAll("[data-step], [data-by-line]")].filter(isOffered);
  return buttons.find((button) => what(button) === wanted) ?? buttons[0] ?? place.querySelector("h1, h2");
}

function go(next) {
  if (!next || document.querySelector("dialog[open]")) return;
  if (!next.matches(STOPS)) next.tabIndex = -1;
  next.focus({ preventScroll: true });
}

// What an element is, however often it is made anew: an element that was kept may have become another.
// Empty where nothing tells.
function identity(element) {
  if (element.id) return `#${element.id}`;
  const { step, byLine, number } = element.dataset;
  const own = element.getAttribute("href") ?? step ?? byLine ?? element.name;
  const row = element.closest("[data-number], [id]");
  return own ? [element.tagName, own, number, element.value, row?.dataset.number ?? row?.id].join(" ") : "";
}

document.addEventListener("htmx:before:swap", () => {
  const element = document.activeElement;
  const part = element?.closest(PARTS);
  stood = part && { element, part, is: identity(element), at: stops(part).indexOf(element) };
});

document.addEventListener("htmx:after:swap", (event) => {
  if (stood) stay(stood);
  stood = null;
  if (left?.place.contains(event.target)) settle(); // the button may have gone with what it changed
});

function stay({ element, part, is, at }) {
  const now = document.activeElement;
  if (now !== element && now !== document.body) return; // they walked on meanwhile
  if (now === element && (!is || identity(element) === is)) return;
  const all = stops(part);
  const same = is && all.find((stop) => identity(stop) === is);
  const place = part.closest(PLACES);
  go(same || (place ? offered(place) : (all[at] ?? all.at(-1))));
}

// Whoever goes elsewhere with the mouse is not called back.
document.addEventListener("pointerdown", () => { left = null; });
