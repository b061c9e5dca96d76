// Single keys that do something, outside of fields. A scanner types as well, only much faster: a key
// that another follows at once was no shortcut.

const SCANNED = 70; // milliseconds between two keys of a scanner, at most
const FIELDS = "input:not([type=checkbox]), select, textarea, [contenteditable], dialog";

const acts = [];
let last = null; // the key that waits for what follows it: its timer, its moment, what it does

// Let `act` have each such key; named ones, such as Enter, at once.
export function onKey(act) {
  acts.push(act);
}

// By the moments at which keys were struck: a busy browser may hear of two long after both.
function settle(at) {
  if (!last) return;
  const { timer, struck, tell } = last;
  last = null;
  clearTimeout(timer);
  if (at - struck > SCANNED) tell();
}

document.addEventListener("keydown", (event) => {
  settle(event.timeStamp);
  if (event.target.closest(FIELDS) || event.ctrlKey || event.metaKey || event.altKey) return;
  const tell = () => acts.forEach((act) => act(event));
  if (event.key.length > 1) tell();
  else last = { timer: setTimeout(() => settle(Infinity), SCANNED), struck: event.timeStamp, tell };
});
