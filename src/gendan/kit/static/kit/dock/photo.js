// A photo small enough to be kept: so many pixels on its longer side, and without a word of where it
// was taken, since it is drawn anew.

const LONGEST = 1280;
const QUALITY = 0.7;
const MOST = 480_000; // bytes that the server takes, with some room

export async function smaller(file) {
  const picture = await createImageBitmap(file);
  for (let longest = LONGEST, quality = QUALITY; ; longest *= 0.75, quality *= 0.9) {
    const share = Math.min(1, longest / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * share));
    canvas.height = Math.max(1, Math.round(picture.height * share));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const told = canvas.toDataURL("image/jpeg", quality);
    if (told.length * 0.75 < MOST || longest < 320) return told;
  }
}
