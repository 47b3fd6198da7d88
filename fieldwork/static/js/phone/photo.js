// Photos: made small before they are kept (which also drops place and camera data), and their slots.

import { button, h, icon, say, t, tn, warning } from "dom";
import { media } from "answers";
import * as store from "store";

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
  // A kind this browser cannot read stays as it came
  const blob = await smaller(file).catch(() => file);
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

/** What the shopper reads on a picture. */
function stateOf(row) {
  if (!row || row.sent) return [t("photo_received"), "check"];
  if (row.refused) return [t("photo_refused"), "warning"];
  return row.share ? [`${Math.round(row.share * 100)}%`, "clock"] : [t("photo_waiting"), "clock"];
}

/**
 * The slots of one question. `ids()` gives the current pictures, `change(ids, photo)` keeps a new list (and a new
 * picture, with its bytes, in the same write).
 */
export function slots(label, ids, most, change) {
  const grid = h("ul", { class: "slots", "aria-label": label });
  const tools = h("div", { class: "row" });
  const error = h("p", { class: "error", hidden: true });
  const box = h("div", { class: "stack tight photos" }, grid, tools, error);
  const labels = new Map();
  let chosen = null;

  async function take(file, instead) {
    error.hidden = true;
    if (!file) return;
    const busy = h("li", { class: "busy" }, t("photo_preparing"));
    grid.append(busy);
    try {
      const photo = { ...(await prepare(file)), id: crypto.randomUUID() };
      const next = instead ? ids().map((id) => (id === instead ? photo.id : id)) : [...ids(), photo.id];
      chosen = null;
      await change(next, photo);
      say(t("photo_kept"));
    } catch (fault) {
      error.replaceChildren(...warning(t(fault.message === "empty" ? "photo_empty" : "photo_failed")));
      error.hidden = false;
    }
    draw();
  }

  // A camera takes a new picture; without it the phone offers what it has, such as a screenshot.
  const source = (words, cls, props, instead) => h("label", { class: cls }, icon("camera"), words,
    h("input", { type: "file", accept: "image/*", class: "sr", ...props, onchange: async (event) => {
      for (const file of event.target.files) if (instead || ids().length < most) await take(file, instead);
    } }));
  const camera = { capture: "environment" };

  function remove(id) {
    const before = ids();
    chosen = null;
    change(before.filter((one) => one !== id));
    draw();
    tools.replaceChildren(h("span", { class: "small" }, t("photo_removed")), button(t("undo"), () => { change(before); draw(); }, "btn slim"));
    tools.querySelector("button").focus();
    say(t("photo_removed"));
  }

  function draw() {
    labels.clear();
    grid.replaceChildren(...ids().map((id, index) => {
      const state = h("span", { class: "state" });
      labels.set(id, state);
      const canvas = h("canvas", { "aria-hidden": "true" });
      const row = media.get(id);
      if (row) store.bytes(id).then((bytes) => thumbnail(bytes, row.type, canvas)).then((drawn) => drawn || canvas.replaceWith(icon("camera"))).catch(() => {});
      update(id);
      return h("li", {}, h("button", { type: "button", class: "shot", "aria-pressed": String(chosen === id), onclick: () => { chosen = chosen === id ? null : id; draw(); focus(index); } },
        h("span", { class: "sr" }, t("photo_n", { n: index + 1 })), canvas, state));
    }));
    if (ids().length < most) grid.append(h("li", {}, source(t("photo_take"), "add", camera)));
    tools.replaceChildren(...(chosen ? [source(t("photo_again"), "btn", camera, chosen), button(t("photo_remove"), () => remove(chosen))]
      : ids().length < most ? [source(t("photo_choose"), "btn slim plain", { multiple: true })] : []));
  }
  const focus = (index) => grid.children[index]?.querySelector("button")?.focus();

  function update(id) {
    const [words, name] = stateOf(media.get(id));
    labels.get(id)?.replaceChildren(icon(name), words);
  }
  const listen = (event) => (box.isConnected ? update(event.detail) : document.removeEventListener("fw-media", listen));
  document.addEventListener("fw-media", listen);
  draw();
  return box;
}

/** "At least 1 photo." */
export const photoHint = (min, max) => (min ? tn("photos_least", min) : tn("photos_most", max));
