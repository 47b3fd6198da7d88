// Spoken notes of a step, loaded only where the study allows them. Each half second goes to disk at once: a phone
// that dies in the middle costs half a second, and what was cut off is kept at the next opening.

import { $, button, data, h, icon, say, small, t, warning } from "dom";
import { given, media, refusals, save } from "answers";
import { sha256 } from "camera";
import { stateOf } from "photo";
import * as status from "status";
import * as store from "store";

const MOST = 3;
const LONGEST = 5 * 60000;
const PIECE = 500;
const BITS = 32000;
const UNDER_WAY = "memo:";
const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
// Names of the browser's errors → what to say; the rest is a microphone that does not work now
const REFUSED = ["NotAllowedError", "SecurityError"];

// The one recording under way: its row, its recorder, how long it is
let live = null;
let player = null;
let nothing = false;
// Id of a note → why it ended, when nobody ended it
const ended = new Map();

const ids = (field) => given(field) ?? [];
const pieces = (id) => IDBKeyRange.bound([id], [id, []]);
const minutes = (ms) => `${Math.floor(ms / 60000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;
const redraw = () => document.dispatchEvent(new CustomEvent("fw-memo"));

// Whoever records holds a lock, so that another tab does not take the recording for one that was cut off.
function hold(id) {
  let release = () => {};
  navigator.locks?.request(UNDER_WAY + id, () => new Promise((done) => { release = done; }));
  return () => release();
}
const unheld = (id, work) => (navigator.locks ? navigator.locks.request(UNDER_WAY + id, { ifAvailable: true }, (lock) => lock && work()) : work());

async function begin(field, isHere) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
  const silence = () => stream.getTracks().forEach((track) => track.stop());
  try {
    // Whoever went to another screen while the browser was asking does not record there
    if (isHere()) record(field, stream, silence);
    else silence();
  } catch (error) {
    silence();
    throw error;
  }
}

function record(field, stream, silence) {
  const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
  const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS });
  const row = { id: crypto.randomUUID(), visit: data.visit, round: data.round, field, type: recorder.mimeType || mimeType, ms: 0 };
  const writes = [];
  const began = performance.now();
  live = { row, recorder, release: hold(row.id) };
  recorder.ondataavailable = ({ data: piece }) => {
    if (!piece.size) return;
    row.ms = Math.round(performance.now() - began);
    writes.push(onDisk(row, writes.length, piece).catch(fail));
    tick();
    if (row.ms >= LONGEST && recorder.state === "recording") stop("memo_longest");
  };
  recorder.onstop = async () => {
    silence();
    await Promise.all(writes);
    const kept = await finish(row).catch(fail);
    const { why, release } = live;
    live = null;
    release();
    if (why) ended.set(row.id, why);
    nothing = kept === false;
    redraw();
    if (kept) say(t(why ?? "memo_kept"));
  };
  // The microphone was taken away, such as by a call
  stream.getAudioTracks()[0].onended = () => stop();
  recorder.start(PIECE);
}

// The clock alone: a button that is being pressed is not drawn anew.
function tick() {
  const clock = $("memo-clock");
  if (clock) clock.textContent = minutes(live.row.ms);
}

/** Stop and keep what was said; `why` is the word that tells it. */
function stop(why) {
  if (!live || live.recorder.state === "inactive") return;
  live.why ??= why;
  live.recorder.stop();
}

function fail(error) {
  status.show({ state: error.name === "QuotaExceededError" ? "full" : "broken" });
  stop("memo_no_room");
  return null;
}

async function onDisk(row, number, piece) {
  const bytes = await piece.arrayBuffer();
  await store.write((open) => {
    open("chunks").put(bytes, [row.id, number]);
    open("meta").put({ ...row }, UNDER_WAY + row.id);
  });
}

/**
 * Make one note of what is on disk: row, bytes and answer in one write, then the pieces go. False when there is
 * nothing, null when the phone could not keep it: then the pieces stay for the next opening.
 */
async function finish(row) {
  const parts = await store.read((open) => store.result(open("chunks").getAll(pieces(row.id))));
  if (parts.length && !media.has(row.id)) {
    const bytes = await new Blob(parts).arrayBuffer();
    const { id, type, ms } = row;
    const note = { id, bytes, type, size: bytes.byteLength, sha256: await sha256(bytes), label: t("memo"), about: { "Upload-Duration": ms } };
    if (!await save(row.field, { v: [...ids(row.field), id] }, { photo: note })) return null;
  }
  await store.write((open) => {
    open("chunks").delete(pieces(row.id));
    open("meta").delete(UNDER_WAY + row.id);
  });
  return parts.length > 0;
}

/** Keep what was cut off when the phone died or the tab went away. */
export async function recover() {
  const rows = await store.read((open) => store.result(open("meta").getAll(IDBKeyRange.bound(UNDER_WAY, `${UNDER_WAY}\uffff`))));
  for (const row of rows) {
    if (row.visit !== data.visit || row.round !== data.round) continue;
    if (await unheld(row.id, () => finish(row))) ended.set(row.id, "memo_recovered");
  }
  if (!ended.size) return;
  redraw();
  say(t("memo_recovered"));
}

// Another screen, or the page goes: what was said so far is kept.
addEventListener("hashchange", () => stop());
addEventListener("pagehide", () => stop());

/** The spoken notes of one step: `field` is `step/@memo`. */
export function memos(field) {
  const error = h("p", { class: "doubt", hidden: true });
  const rows = h("ul", { class: "memos" });
  const tools = h("div", { class: "stack tight" });
  const labels = new Map();
  let asking = false;
  const box = h("section", { class: "panel stack tight", "aria-labelledby": "memo-title" },
    h("h2", { id: "memo-title" }, t("memo"), " ", h("span", { class: "muted" }, t("may_be_empty"))), small(t("memo_hint")), rows, tools, error);

  function complain(words) {
    if (!error.hidden && error.textContent === words) return;
    error.replaceChildren(...warning(words));
    error.hidden = false;
    say(words);
  }

  async function start() {
    if (asking || live) return;
    asking = true;
    nothing = false;
    error.hidden = true;
    hush();
    try {
      await begin(field, () => box.isConnected);
      draw();
      focus("memo-stop");
      say(t("memo_recording"));
    } catch (fault) {
      complain(t(REFUSED.includes(fault.name) ? "memo_denied" : "memo_no_microphone"));
    }
    asking = false;
  }

  function remove(id) {
    const before = ids(field);
    hush();
    save(field, { v: before.filter((one) => one !== id) });
    draw();
    tools.prepend(h("p", { class: "row small" }, t("memo_removed"), button(t("undo"), () => { save(field, { v: before }); draw(); }, "btn slim")));
    tools.querySelector("button").focus();
    say(t("memo_removed"));
  }

  function line(id, number) {
    const row = media.get(id);
    const title = t("memo_n", { n: number });
    const long = row?.about?.["Upload-Duration"];
    const playing = player?.id === id;
    return h("li", {}, h("p", {}, h("strong", {}, title), long != null && h("span", { class: "num" }, ` ${minutes(long)}`), state(id)),
      row?.refused && h("p", { class: "doubt" }, warning(t("memo_refused", { why: row.refused }))),
      ended.has(id) && small(t(ended.get(id))),
      h("div", { class: "row" },
        row?.size && button([t(playing ? "memo_hush" : "memo_listen"), h("span", { class: "sr" }, ` ${title}`)], () => (playing ? hush() : listen(id, row.type)), "btn", { id: `memo-play-${id}` }),
        button([t("photo_remove"), h("span", { class: "sr" }, ` ${title}`)], () => remove(id), "btn plain")));
  }

  function state(id) {
    const [words, name] = stateOf(media.get(id));
    const label = labels.get(id) ?? h("span", { class: "small muted state" });
    labels.set(id, label);
    label.replaceChildren(icon(name), words);
    return label;
  }

  function draw() {
    const active = document.activeElement?.id;
    const here = ids(field);
    const mine = live?.row.field === field;
    rows.replaceChildren(...here.map((id, index) => line(id, index + 1)));
    tools.replaceChildren(...(mine ? [
      h("p", { class: "row recording" }, h("span", { class: "dot", "aria-hidden": "true" }), h("strong", {}, t("memo_recording")), h("span", { class: "num", id: "memo-clock", role: "timer" }, minutes(live.row.ms)), h("span", { class: "small muted" }, t("memo_most", { time: minutes(LONGEST) }))),
      button(t("memo_stop"), () => stop(), "btn big", { id: "memo-stop" }),
    ] : here.length < MOST ? [button([icon("mic"), t("memo_start")], start, "btn big", { id: "memo-start" })] : [small(t("memo_enough"))]));
    if (refusals.has(field)) complain(refusals.get(field));
    else if (nothing) complain(t("memo_nothing"));
    if (active && active !== document.activeElement?.id) focus(active === "memo-stop" && !mine ? "memo-start" : active);
  }
  const focus = (id) => box.querySelector(`#${CSS.escape(id)}`)?.focus();

  const listener = ({ detail }) => {
    if (!box.isConnected) for (const name of ["fw-media", "fw-memo"]) document.removeEventListener(name, listener);
    else if (detail && !media.get(detail)?.refused) labels.has(detail) && state(detail);
    else draw();
  };
  for (const name of ["fw-media", "fw-memo"]) document.addEventListener(name, listener);
  draw();
  return box;
}

async function listen(id, type) {
  hush();
  const url = URL.createObjectURL(new Blob([await store.bytes(id)], { type }));
  player = Object.assign(new Audio(url), { id, onended: hush });
  player.play().catch(hush);
  redraw();
}

function hush() {
  if (!player) return;
  player.pause();
  URL.revokeObjectURL(player.src);
  player = null;
  redraw();
}
