// What every desk does: hears of changes, rings for new work, and obeys the keyboard.

import "./focus.js";
import { onKey } from "./keys.js";
import { listen } from "./live.js";

const QUIET = "gendan.quiet"; // in this browser: no ringing
const bell = document.getElementById("bell");

const rings = () => localStorage.getItem(QUIET) === null;
const showBell = () => bell.setAttribute("aria-pressed", String(rings()));

bell.addEventListener("click", () => {
  if (rings()) localStorage.setItem(QUIET, "1");
  else localStorage.removeItem(QUIET);
  showBell();
});
showBell();

// How much waits at the desks of this person; more than before is new work.
function waiting() {
  return [...document.querySelectorAll("#doors [data-count]")]
    .map((count) => Number(count.lastChild.textContent) || 0)
    .reduce((sum, count) => sum + count, 0);
}

let before = waiting();

function afterSwap() {
  const now = waiting();
  if (now > before) {
    document.getElementById("doors").classList.add("rung");
    setTimeout(() => document.getElementById("doors").classList.remove("rung"), 2000);
    if (rings()) ring();
  }
  before = now;
}

let sound = null;

function ring() {
  // A browser lets a page sound once somebody has touched it.
  if (!navigator.userActivation?.hasBeenActive) return;
  sound ??= new AudioContext();
  const tone = sound.createOscillator();
  const loud = sound.createGain();
  tone.frequency.value = 880;
  loud.gain.setValueAtTime(0.08, sound.currentTime);
  loud.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + 0.35);
  tone.connect(loud).connect(sound.destination);
  tone.start();
  tone.stop(sound.currentTime + 0.35);
}

document.addEventListener("htmx:after:swap", (event) => {
  if (event.target.id === "river") afterSwap();
});

listen(() => {});

const keys = document.getElementById("keys");
document.getElementById("keys-open").addEventListener("click", () => keys.showModal());

let afterG = false;

onKey((event) => {
  if (afterG && /^[1-9]$/.test(event.key)) {
    document.querySelectorAll("#doors .door-link")[Number(event.key) - 1]?.click();
  } else if (event.key === "?") {
    keys.showModal();
  } else if (event.key === "n") {
    document.querySelector('#doors a[href="/orders/new"]')?.click();
  }
  afterG = event.key === "g";
});
