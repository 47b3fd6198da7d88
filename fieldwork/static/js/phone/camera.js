// Between the camera and the phone's memory: a photo is made small (which also drops what the camera wrote into it),
// gets its hash, and is looked at for blur and darkness. A hint while the shopper still stands there, never a refusal.

import { data, icon, t } from "dom";
import { load } from "load";
import * as store from "store";

const LONGEST = 1600;
const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
export const sha256 = async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes));

// Width and height as it was held, out of the head of the file: nothing is decoded for it.
async function sizeOf(file) {
  const picture = new Image();
  picture.src = URL.createObjectURL(file);
  try {
    await new Promise((done, fail) => Object.assign(picture, { onload: done, onerror: fail }));
    return [picture.naturalWidth, picture.naturalHeight];
  } finally {
    URL.revokeObjectURL(picture.src);
  }
}

// The browser makes it small while it reads it, so that 60 million pixels never stand in the memory of the page.
async function smaller(file) {
  const [width, height] = await sizeOf(file);
  const scale = Math.min(1, LONGEST / Math.max(width, height));
  const to = { resizeWidth: Math.round(width * scale), resizeHeight: Math.round(height * scale), resizeQuality: "medium" };
  const picture = await createImageBitmap(file, { imageOrientation: "from-image", ...(scale < 1 && to) });
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext("2d").drawImage(picture, 0, 0);
  picture.close();
  return canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
}

/**
 * The row of a photo: its bytes with their SHA-256, and what goes along with them; `taken` just now, not chosen.
 * Throws "empty" for a file without bytes.
 */
export async function prepare(file, taken) {
  if (!file.size) throw new Error("empty");
  // A kind this browser cannot read stays as it came
  const [blob, about] = await Promise.all([smaller(file).catch(() => file), along(file, taken)]);
  const bytes = await blob.arrayBuffer();
  if (!bytes.byteLength) throw new Error("empty");
  return { id: crypto.randomUUID(), bytes, sha256: await sha256(bytes), size: bytes.byteLength, type: blob.type || "application/octet-stream", about };
}

// Moment and place go along only where the study asks and the shopper said yes.
const along = async (file, taken) => (data.allows?.position ? load("position").then(({ about }) => about(file, taken)).catch(() => {}) : undefined);

/** A square drawing of a kept picture; a sign when the bytes are not here or the browser cannot read them. */
export async function thumbnail({ id, type }, canvas) {
  const bytes = await store.bytes(id);
  const picture = await createImageBitmap(new Blob([bytes], { type })).catch(() => null);
  if (!picture) return canvas.replaceWith(icon("camera"));
  const side = Math.min(picture.width, picture.height);
  canvas.width = canvas.height = 240;
  canvas.getContext("2d").drawImage(picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, 240, 240);
  return picture.close();
}

const SIDE = 480;
// Means and edges on the scale 0-255, see tests/capture/test_camera.py for what these bounds tell apart
const DARK = 28;
const PLAIN = 60;
const SOFT = 0.015;
// What storing a picture as JPEG adds of its own
const GRAIN = 2;

/** What to say about a photo, or nothing; never fails. */
export const doubt = ({ bytes, type }) => look(bytes, type).catch(() => "");

async function look(bytes, type) {
  const picture = await createImageBitmap(new Blob([bytes], { type }));
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const [width, height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  const pen = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  pen.imageSmoothingQuality = "medium";
  pen.drawImage(picture, 0, 0, width, height);
  picture.close();
  const { data } = pen.getImageData(0, 0, width, height);
  const grey = new Float32Array(width * height);
  for (let at = 0; at < grey.length; at += 1) grey[at] = 0.3 * data[4 * at] + 0.59 * data[4 * at + 1] + 0.11 * data[4 * at + 2];
  return judge(grey, width, height);
}

// Edges against contrast: the variance of the Laplacian as a share of the variance of the picture itself, so that
// a faint picture is not taken for a blurred one. A plain wall says nothing either way.
function judge(grey, width, height) {
  const edges = [];
  for (let y = 1; y < height - 1; y += 1) {
    for (let at = y * width + 1; at < (y + 1) * width - 1; at += 1) {
      edges.push(grey[at - 1] + grey[at + 1] + grey[at - width] + grey[at + width] - 4 * grey[at]);
    }
  }
  const [mean, contrast] = spread(grey);
  if (mean < DARK) return t("photo_dark");
  return contrast > PLAIN && (spread(edges)[1] - GRAIN) / contrast < SOFT ? t("photo_blurred") : "";
}

function spread(values) {
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
  return [mean, values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / values.length];
}
