// A box to sign in, with a finger, a pen or a mouse. `image()` is what was signed, empty when nothing
// was; a signature is dark on white, whatever the colours of the page.

const INK = "#1d2733";
const PAPER = "#ffffff";

export function padOf(canvas, clear, onChange = () => {}) {
  const pen = canvas.getContext("2d");
  let strokes = 0;
  let isDown = false;

  function wipe() {
    pen.fillStyle = PAPER;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    strokes = 0;
    onChange();
  }

  function place(event) {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
  }

  canvas.addEventListener("pointerdown", (event) => {
    isDown = true;
    canvas.setPointerCapture(event.pointerId);
    pen.strokeStyle = INK;
    pen.lineWidth = 3;
    pen.lineCap = "round";
    pen.beginPath();
    pen.moveTo(...place(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!isDown) return;
    pen.lineTo(...place(event));
    pen.stroke();
    strokes += 1;
    if (strokes === 1) onChange();
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { isDown = false; });
  clear.addEventListener("click", wipe);
  wipe();
  return { image: () => (strokes ? canvas.toDataURL("image/png") : ""), wipe };
}
