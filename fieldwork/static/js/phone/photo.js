// The slots of photos: what was taken, how far it is, and the way to take one.

import { button, h, icon, say, t, tn, warning } from "dom";
import { media, working } from "answers";
import { load } from "load";

// Fetched when the first slots are drawn, long before the first photo
const darkroom = () => load("camera");

/** What the shopper reads on a picture. */
export function stateOf(row) {
  if (!row || row.sent) return [t("photo_received"), "check"];
  if (row.refused) return [t("photo_refused"), "warning"];
  if (row.wifi && !row.share) return [t("item_wifi"), "offline"];
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
  let advice;
  darkroom().catch(() => {});

  async function take(file, instead, live) {
    error.hidden = true;
    if (!file) return;
    const busy = h("li", { class: "busy" }, t("photo_preparing"));
    grid.append(busy);
    try {
      const photo = await (await darkroom()).prepare(file, live);
      const next = instead ? ids().map((id) => (id === instead ? photo.id : id)) : [...ids(), photo.id];
      chosen = null;
      await change(next, photo);
      if (!ids().includes(photo.id)) throw new Error("not kept");
      say(t("photo_kept"));
      document.dispatchEvent(new CustomEvent("fw-media", { detail: photo.id }));
      // After it is safe: nothing waits for this
      const { doubt } = await darkroom();
      doubt(photo).then((words) => words && advise(photo.id, words));
    } catch (fault) {
      fail(t(fault.message === "empty" ? "photo_empty" : "photo_failed"));
    }
    draw();
  }

  function fail(words) {
    error.replaceChildren(...warning(words));
    error.hidden = false;
    say(words);
  }

  // Nobody is refused for it, and the way to take it again is one tap away.
  function advise(id, words) {
    if (!ids().includes(id)) return;
    chosen = id;
    draw();
    tools.before(advice = h("p", { class: "doubt" }, warning(words)));
    say(words);
  }

  // A camera takes a new picture; without it the phone offers what it has, such as a screenshot.
  const source = (words, cls, props, instead) => h("label", { class: cls }, icon("camera"), words,
    h("input", { type: "file", accept: "image/*", class: "sr", ...props, onclick: opens, onchange: async ({ target }) => {
      const files = [...target.files];
      for (const file of files) {
        if (!instead && ids().length >= most) return fail(tn("photos_most", most));
        await working(take(file, instead, props.capture));
      }
    } }));
  // While the chooser or the camera is open the page must stay: whoever taps in it again has closed it
  function opens({ target }) {
    working(new Promise((done) => setTimeout(() => {
      for (const [place, event] of [[target, "change"], [target, "cancel"], [window, "pointerdown"], [window, "keydown"], [window, "click"]]) place.addEventListener(event, done, { once: true });
    })));
  }
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
    advice?.remove();
    grid.replaceChildren(...ids().map((id, index) => {
      const state = h("span", { class: "state" });
      labels.set(id, state);
      const canvas = h("canvas", { "aria-hidden": "true" });
      const row = media.get(id);
      if (row) darkroom().then(({ thumbnail }) => thumbnail({ ...row, id }, canvas)).catch(() => {});
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
  // A photo may have been taken in slots that were drawn anew meanwhile
  const draws = (id) => (!labels.has(id) && ids().includes(id) ? draw() : update(id));
  const listen = (event) => (box.isConnected ? draws(event.detail) : document.removeEventListener("fw-media", listen));
  document.addEventListener("fw-media", listen);
  draw();
  return box;
}

/** "At least 1 photo." */
export const photoHint = (min, max) => (min ? tn("photos_least", min) : tn("photos_most", max));
