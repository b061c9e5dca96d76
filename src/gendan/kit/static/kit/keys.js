// Single keys that do something, outside of fields. A scanner types as well, only much faster: a key
// that another follows at once was no shortcut.

const SCANNED = 70; // milliseconds between two keys of a scanner, at most
const FIELDS = "input:not([type=checkbox]), select, textarea, [contenteditable], dialog";

const acts = [];
let waiting = null;

// Let `act` have each such key; named ones, such as Enter, at once.
export function onKey(act) {
  acts.push(act);
}

document.addEventListener("keydown", (event) => {
  clearTimeout(waiting);
  if (event.target.closest(FIELDS) || event.ctrlKey || event.metaKey || event.altKey) return;
  const tell = () => acts.forEach((act) => act(event));
  if (event.key.length > 1) tell();
  else waiting = setTimeout(tell, SCANNED);
});
