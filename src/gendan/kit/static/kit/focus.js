// The keyboard goes on where a step was taken: at its button, or when that is gone at what is offered
// next. A page that looks anew leaves nobody nowhere.

const PLACES = "#story, #panel";

let left = null; // the button whose step was taken last: its place and what it was

const what = (button) => `${button.dataset.step ?? button.dataset.byLine} ${button.dataset.number}`;
const isOffered = (button) => !button.disabled && button.offsetParent !== null;

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
  if (!left || isElsewhere || document.querySelector("dialog[open]")) return;
  const buttons = [...left.place.querySelectorAll("[data-step], [data-by-line]")].filter(isOffered);
  const next = buttons.find((button) => what(button) === left.what) ?? buttons[0] ?? left.place.querySelector("h1, h2");
  if (!next) return;
  if (!next.matches("button")) next.tabIndex = -1;
  next.focus({ preventScroll: true });
}

// What the step changed is shown a moment later, and the button may go with it.
document.addEventListener("htmx:after:swap", (event) => {
  if (left?.place.contains(event.target)) settle();
});
// Whoever goes elsewhere with the mouse is not called back.
document.addEventListener("pointerdown", () => { left = null; });
