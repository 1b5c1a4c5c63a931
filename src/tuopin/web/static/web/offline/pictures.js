/* Pictures as they are sent: small, without what a camera writes beside them. */

const LONGEST = 1600;
const QUALITY = 0.8;
const THUMB = 160;

/** Return bytes as figures of sixteen. */
export function hex(buffer) {
  return [...new Uint8Array(buffer)].map((one) => one.toString(16).padStart(2, "0")).join("");
}

function drawn(bitmap, longest) {
  const by = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * by));
  canvas.height = Math.max(1, Math.round(bitmap.height * by));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** Return a picture of at most 1,600 points a side, its digest and a small view. */
export async function shrunk(file) {
  const bitmap = await createImageBitmap(file);
  // A drawn signature is lines on white: as PNG it stays sharp.
  const type = file.type === "image/png" ? "image/png" : "image/jpeg";
  const blob = await new Promise((done) => {
    drawn(bitmap, LONGEST).toBlob(done, type, QUALITY);
  });
  const content = await blob.arrayBuffer();
  return {
    content,
    suffix: type === "image/png" ? "png" : "jpg",
    digest: hex(await crypto.subtle.digest("SHA-256", content)),
    thumb: drawn(bitmap, THUMB).toDataURL("image/jpeg", QUALITY),
  };
}
