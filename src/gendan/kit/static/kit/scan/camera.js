// The camera as a scanner. The browser reads the codes where it can; elsewhere a reader of ours is
// fetched when the camera is first opened. The page has `{% eye %}` and buttons with `data-camera`.

import { words } from "../api.js";

const FORMATS = ["code_128", "ean_13", "ean_8", "upc_a", "itf", "qr_code", "data_matrix"];
const OURS = ["Code128", "EANUPC", "ITF", "QRCode", "DataMatrix"]; // the same, as our reader calls them
const EACH = 150; // milliseconds between two looks
const SAME = 1_500; // milliseconds in which the same code is one scan

// Let the page's buttons open and close the camera, and `take` have each code. `onFault` hears why it
// does not open and what to do about it.
export function onCamera(take, onFault) {
  const video = document.getElementById("eye");
  let close = null;
  let isOpening = false;

  async function press() {
    if (isOpening) return;
    if (close) {
      close();
      close = null;
      video.hidden = true;
      return;
    }
    isOpening = true;
    video.hidden = false;
    try {
      close = await look(video, take);
    } catch (error) {
      video.hidden = true;
      onFault(fault(error));
    }
    isOpening = false;
  }

  document.querySelectorAll("[data-camera]").forEach((button) => button.addEventListener("click", press));
}

// Show in `video` what the camera sees. Resolves to a function that ends it; rejects where there is no
// camera, nobody lets us look, or nothing can read.
async function look(video, take) {
  const read = await reader(video);
  const camera = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
  const stream = await navigator.mediaDevices.getUserMedia({ video: camera });
  video.srcObject = stream;
  await video.play();
  let last = { code: "", at: -Infinity };
  let isOver = false;

  async function see() {
    if (isOver) return;
    const code = await read().catch(() => "");
    if (isOver) return;
    const now = performance.now();
    if (code && (code !== last.code || now - last.at > SAME)) take(code);
    if (code) last = { code, at: now };
    setTimeout(see, EACH);
  }

  see();
  return () => {
    isOver = true;
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  };
}

function fault({ name }) {
  if (name === "NotAllowedError") {
    return words("摄像头没有打开：在浏览器里允许这个网站用摄像头，再按一次。", "The camera is not open: allow it for this site in the browser, and press again.");
  }
  if (name === "NotFoundError" || name === "OverconstrainedError") {
    return words("这台设备没有摄像头：用扫码枪，或手工输入条码。", "This device has no camera: use a scanner, or type the code.");
  }
  if (name === "NotReadableError" || name === "AbortError") {
    return words("摄像头被别的程序占着：关掉它，再按一次。", "Another program holds the camera: close it, and press again.");
  }
  if (name === "SecurityError") {
    return words("摄像头只在 https 下能用：请管理员给系统装上证书。", "Cameras work over https alone: ask who runs the system for a certificate.");
  }
  if (name === "NetworkError") {
    return words("读码程序没有取到：联网后再按一次。", "What reads the codes did not arrive: press again when the network is back.");
  }
  return words("这个浏览器不能用摄像头扫码：用扫码枪，或手工输入条码。", "This browser reads no codes by camera: use a scanner, or type the code.");
}

// Reads what `video` shows: resolves to the first code there, or to nothing.
async function reader(video) {
  if (!navigator.mediaDevices) throw new DOMException("no camera without https", "SecurityError");
  if ("BarcodeDetector" in window) {
    const known = await BarcodeDetector.getSupportedFormats();
    const formats = FORMATS.filter((format) => known.includes(format));
    if (formats.length) {
      const eye = new BarcodeDetector({ formats });
      return async () => (await eye.detect(video))[0]?.rawValue ?? "";
    }
  }
  return ours(video, video.dataset.reader);
}

async function ours(video, address) {
  if (!address) throw new DOMException("no reader is installed", "NotSupportedError");
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const readBarcodes = await fetched(address);
  return async () => {
    Object.assign(canvas, { width: video.videoWidth, height: video.videoHeight });
    pen.drawImage(video, 0, 0);
    const picture = pen.getImageData(0, 0, canvas.width, canvas.height);
    const [found] = await readBarcodes(picture, { formats: OURS, maxNumberOfSymbols: 1 });
    if (!found) return "";
    // A scanner says before a GS1 code that it is one; so do we.
    return found.contentType === "GS1" ? found.symbologyIdentifier + found.text : found.text;
  };
}

// The reader and, from two directories above it, what it is compiled of.
async function fetched(address) {
  try {
    const program = await import(address);
    const home = new URL("../../", new URL(address, location.href));
    const overrides = { locateFile: (name) => new URL(name, home).href };
    await program.prepareZXingModule({ overrides, fireImmediately: true });
    return program.readBarcodes;
  } catch {
    throw new DOMException("the reader did not arrive", "NetworkError");
  }
}
