// Where the shopper is, loaded only where the study asks for it: once at the start, and with each photo after a yes.
// Never followed in between, and no answer ever waits for it.

import { button, data, h, list, say, small, t } from "dom";
import { answer, media, save } from "answers";
import * as store from "store";

const FIELD = "@position";
const AT_START = { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 };
const AT_PHOTO = { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 };
// How long a photo that is being made smaller may wait for its place
const PATIENCE = 1500;
const WHY = { 1: "denied", 3: "timeout" };
// The choice was yes, but the phone did not know it then
const YES = ["timeout", "unavailable"];

let looking = false;
let fix = null;

const round = (degrees) => Math.round(degrees * 1e5) / 1e5;
const find = (options) => new Promise((done) => {
  if (!navigator.geolocation) done({ skipped: "unavailable" });
  navigator.geolocation?.getCurrentPosition(
    ({ coords }) => done({ v: { lat: round(coords.latitude), lon: round(coords.longitude), accuracy_m: Math.round(coords.accuracy) } }),
    ({ code }) => done({ skipped: WHY[code] ?? "unavailable" }),
    options,
  );
});

function agreed() {
  const choice = answer(FIELD);
  return Boolean(choice?.v || YES.includes(choice?.skipped));
}

/** A no takes back what a yes had brought: no place stays on this phone, sent or not. */
async function forget() {
  if (agreed() || !answer(FIELD)) return;
  await store.write(async (open) => {
    const rows = (name) => store.result(open(name).index("round").getAll([data.visit, data.round]));
    for (const op of await rows("ops")) if (op.field === FIELD && op.value?.v) open("ops").put({ ...op, value: { withdrawn: true } });
    for (const row of await rows("media")) if (row.about?.["Upload-Position"]) open("media").put({ ...row, about: { ...row.about, "Upload-Position": undefined } });
  });
  media.forEach((row) => delete row.about?.["Upload-Position"]);
}

/** The screen of the choice. `move(1)` goes on, `render(false)` draws it anew. */
export function view(move, render) {
  const forward = () => move(1);
  const again = () => render(false);
  const big = (words, act, cls = "btn big") => button(words, act, cls);
  const choice = answer(FIELD);
  const stop = async () => await save(FIELD, { skipped: "declined" }) && forget().catch(() => {});
  const leave = async (stored) => { await save(FIELD, stored); forward(); };

  async function share() {
    looking = true;
    again();
    const found = await find(AT_START);
    const waited = looking;
    looking = false;
    // Whoever went on without waiting said yes all the same
    if (waited || (found.v && answer(FIELD)?.skipped === "timeout")) await save(FIELD, found);
    if (!waited) return;
    if (found.v) forward();
    else { say(list("position_skips")[found.skipped]); again(); }
  }

  const why = [h("p", {}, t("position_why")), h("p", {}, t("position_free"))];
  if (looking) {
    return { title: t("position_title"), content: [...why, h("p", { role: "status" }, t("position_looking"))],
      footer: [big(t("position_go_on"), () => { looking = false; leave({ skipped: "timeout" }); })] };
  }
  if (!choice) {
    return { title: t("position_title"), content: [...why, small(t("position_ask"))],
      footer: [big(t("position_no"), () => leave({ skipped: "declined" })), big(t("position_yes"), share)] };
  }
  const state = h("p", { class: "panel" }, choice.v ? t("position_shared", { n: choice.v.accuracy_m }) : list("position_skips")[choice.skipped]);
  const change = agreed() ? button(t("position_stop"), () => stop().then(again)) : button(t("position_yes"), share);
  return { title: t("position_title"), content: [...why, state, h("div", {}, change)], footer: [big(t("next"), forward, "btn primary big")] };
}

// The camera opens: look now, so that the place is known when the photo is there.
addEventListener("click", ({ target }) => {
  if (target.matches?.("input[capture]")) fix = agreed() ? find(AT_PHOTO) : null;
});

/** What goes along with a photo: its moment and, when it was taken just now, its place if known in time. */
export async function about(file, taken) {
  if (!agreed()) return {};
  const found = taken && await Promise.race([fix ?? find(AT_PHOTO), new Promise((done) => { setTimeout(done, PATIENCE); })]);
  fix = null;
  const { lat, lon, accuracy_m } = found?.v ?? {};
  return { "Upload-Taken": new Date(file.lastModified).toISOString(), ...(found?.v && { "Upload-Position": `${lat},${lon},${accuracy_m}` }) };
}

// The page may have died after the no and before all of it was done
forget().catch(() => {});
