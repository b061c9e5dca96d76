// A high short tone for a scan that fits, a low double one for what does not.

let sound = null;

export function right() {
  tone(1320, 0, 0.08);
}

export function wrong() {
  tone(220, 0, 0.12);
  tone(220, 0.18, 0.12);
}

function tone(pitch, after, long) {
  // A browser lets a page sound once somebody has touched it.
  if (!navigator.userActivation?.hasBeenActive) return;
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
