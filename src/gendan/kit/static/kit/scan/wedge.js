// A scanner that types: keys that follow each other faster than fingers, and Enter behind them. It is
// heard wherever the focus is, but in a field it types what the field is for, unless the page says that
// the field hears scans, too. The page says that it takes scans by an element with `data-takes-scans`,
// so that the search box leaves them alone.

const FAST = 80; // milliseconds between two keys of a scanner, at most
const SHORTEST = 3; // characters of a scan
const UNITS = /^\d{1,5}$/; // what fingers may have typed into a field as fast
const FIELDS =
  "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), select, textarea, [contenteditable], dialog";
const SEPARATOR = "\x1d"; // between the parts of a GS1 code; scanners type it as Ctrl and ]

// Let `take` have each scanned code. `hears`: a selector of fields in which scans are heard, too;
// such a field then holds again what it held before the scanner typed into it.
export function onScan(take, hears = "") {
  let scanned = "";
  let held = "";
  let last = -Infinity;

  function key(event) {
    const isFast = event.timeStamp - last < FAST;
    const isSeparator = event.key === SEPARATOR || (event.ctrlKey && event.key === "]");
    if (!isSeparator && (event.ctrlKey || event.metaKey || event.altKey)) return;
    const field = hears ? event.target.closest(hears) : null;
    if (!field && event.target.closest(FIELDS)) return;
    if (event.key === "Enter") {
      const code = scanned.trim();
      scanned = "";
      if (!isFast || code.length < SHORTEST || (field && UNITS.test(code))) return;
      swallow(event);
      if (field) field.value = held;
      take(code);
    } else if (event.key.length === 1) {
      const sign = isSeparator ? SEPARATOR : event.key;
      if (!isFast || !scanned) held = field?.value ?? "";
      scanned = isFast ? scanned + sign : sign;
      last = event.timeStamp;
      // No shortcut and no button is meant by what follows so fast.
      if (!field && scanned.length > 1) swallow(event);
    }
  }

  document.addEventListener("keydown", key, true);
}

function swallow(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}
