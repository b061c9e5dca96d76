// Hears of changes made by anybody, and lets every part of the page that shows them look anew.
// A part is an element with `data-live`; it asks the server itself, by htmx, on the event `changed`.

const GATHER = 250; // milliseconds; what comes together is looked at once
const EACH_MINUTE = 60_000; // clocks go on without anybody changing anything

export function listen(onChange) {
  const address = document.body.dataset.liveAddress;
  const sign = document.getElementById("live");
  let waiting = null;
  let missed = false;

  const look = () => {
    waiting = null;
    if (document.hidden) {
      missed = true;
      return;
    }
    onChange();
    document.querySelectorAll("[data-live]").forEach((part) => part.dispatchEvent(new CustomEvent("changed")));
  };
  const soon = () => { waiting ??= setTimeout(look, GATHER); };

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && missed) {
      missed = false;
      soon();
    }
  });
  setInterval(soon, EACH_MINUTE);
  document.addEventListener("gendan:done", soon);
  if (!address) return;

  const source = new EventSource(address, { withCredentials: true });
  source.addEventListener("open", () => say(sign, true));
  source.addEventListener("error", () => say(sign, false));
  source.addEventListener("orders", soon);
}

function say(sign, here) {
  sign.classList.toggle("away", !here);
  sign.textContent = here ? sign.dataset.liveWord : sign.dataset.awayWord;
}
