// A picture becomes small before it is kept: 1600 px, JPEG 0.8. That also drops place and camera data.

const LONGEST = 1600;
const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

async function smaller(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
}

/** The bytes to keep and send, with their SHA-256. Throws "empty" for a file without bytes. */
export async function prepare(file) {
  if (!file.size) throw new Error("empty");
  const blob = await smaller(file).catch(() => file); // a kind this browser cannot read stays as it came
  const bytes = await blob.arrayBuffer();
  if (!bytes.byteLength) throw new Error("empty");
  const sha256 = hex(await crypto.subtle.digest("SHA-256", bytes));
  return { bytes, sha256, size: bytes.byteLength, type: blob.type || "application/octet-stream" };
}

/** A square drawing of a kept picture; nothing when the browser cannot read it. */
export async function thumbnail(bytes, type, canvas) {
  const picture = await createImageBitmap(new Blob([bytes], { type })).catch(() => null);
  if (!picture) return false;
  const side = Math.min(picture.width, picture.height);
  canvas.width = canvas.height = 240;
  canvas.getContext("2d").drawImage(picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, 240, 240);
  picture.close();
  return true;
}
