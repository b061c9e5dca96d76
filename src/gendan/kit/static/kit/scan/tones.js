// What a hand that holds a scanner hears and feels: a high short tone for what fits, a low double one
// for what does not, three low ones and a sentence for what has to stop.

let sound = null;

export function right() {
  tone(1320, 0, 0.08);
  buzz(40);
}

export function wrong() {
  tone(220, 0, 0.12);
  tone(220, 0.18, 0.12);
  buzz([120, 60, 120]);
}

// Everything so far is complete: two tones up.
export function complete() {
  tone(1320, 0, 0.08);
  tone(1760, 0.12, 0.16);
  buzz([40, 60, 80]);
}

export function stop(sentence) {
  [0, 0.3, 0.6].forEach((after) => tone(180, after, 0.22));
  buzz([300, 100, 300, 100, 300]);
  aloud(sentence);
}

// Say it, where the device can speak.
export function aloud(sentence) {
  if (!window.speechSynthesis || !isTouched()) return;
  speechSynthesis.cancel();
  const spoken = new SpeechSynthesisUtterance(sentence);
  spoken.lang = document.documentElement.lang;
  speechSynthesis.speak(spoken);
}

// A browser lets a page sound and shake once somebody has touched it.
function isTouched() {
  return Boolean(navigator.userActivation?.hasBeenActive);
}

function buzz(pattern) {
  if (isTouched()) navigator.vibrate?.(pattern);
}

function tone(pitch, after, long) {
  if (!isTouched()) return;
  sound ??= new AudioContext();
  const begin = sound.currentTime + after;
  const source = sound.createOscillator();
  const loud = sound.createGain();
  source.frequency.value = pitch;
  loud.gain.setValueAtTime(0.08, begin);
  loud.gain.exponentialRampToValueAtTime(0.001, begin + long);
  source.connect(loud).connect(sound.destination);
  source.start(begin);
  source.stop(begin + long);
}
