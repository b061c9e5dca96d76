// The camera as a scanner, where the browser can read codes by itself; elsewhere a hint what to use.

import { words } from "../api.js";

const FORMATS = ["code_128", "ean_13", "ean_8", "upc_a", "itf", "qr_code", "data_matrix"];
const EACH = 150; // milliseconds between two looks
const SAME = 1_500; // milliseconds in which the same code is one scan

export function canSee() {
  return "BarcodeDetector" in window && Boolean(navigator.mediaDevices?.getUserMedia);
}

export function hint() {
  return words(
    "这个浏览器不能用摄像头扫码：用扫码枪，或手工输入条码。",
    "This browser reads no codes by camera: use a scanner, or type the code.",
  );
}

// Show in `video` what the camera sees and let `take` have each code. Resolves to a function that
// ends it; rejects where nobody lets us look.
export async function look(video, take) {
  const known = await BarcodeDetector.getSupportedFormats();
  const eye = new BarcodeDetector({ formats: FORMATS.filter((format) => known.includes(format)) });
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.srcObject = stream;
  await video.play();
  let last = { code: "", at: -Infinity };
  let isOver = false;

  async function see() {
    if (isOver) return;
    const [found] = await eye.detect(video).catch(() => []);
    const now = performance.now();
    if (found && (found.rawValue !== last.code || now - last.at > SAME)) take(found.rawValue);
    if (found) last = { code: found.rawValue, at: now };
    setTimeout(see, EACH);
  }

  see();
  return () => {
    isOver = true;
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  };
}
