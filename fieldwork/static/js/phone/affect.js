// The pad: one tap on a square, before words. Only places and moments are kept: no path, no pressure.
// The list of fifteen faces is its twin for screen readers and switches.

import { $, inWords, say, t } from "dom";

const SIDE = 1000;
const CELLS = 9;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const centre = (index, of) => Math.round((SIDE * (index + 0.5)) / of);

let pad;
let run = null; // what is measured while the pad is open: from shown to confirmed

/** Wire the pad once. The square and its faces stand in the page itself. */
export function prepare() {
  pad = $("pad");
  pad.addEventListener("pointerdown", down);
  pad.addEventListener("pointermove", (event) => run?.pointer === event.pointerId && mark(...spot(event)));
  pad.addEventListener("pointerup", up);
  pad.addEventListener("pointercancel", () => { if (run) { run.pointer = null; draw(); } });
  pad.addEventListener("keydown", key);
  $("pad-list").addEventListener("change", pick);
  for (const link of document.querySelectorAll("[data-pad-view]")) link.addEventListener("click", () => view(link.dataset.padView, true));
  const interrupted = () => { if (run) run.interrupted = true; };
  document.addEventListener("visibilitychange", () => document.hidden && interrupted());
  screen.orientation?.addEventListener("change", interrupted);
  if (PerformanceObserver.supportedEntryTypes?.includes("longtask")) {
    const busy = (entries) => { if (run && entries.some((task) => task.startTime + task.duration > (run.shown ?? Infinity))) run.long = true; };
    watch = new PerformanceObserver((found) => busy(found.getEntries()));
    watch.observe({ type: "longtask" });
    watch.flush = () => busy(watch.takeRecords());
  }
}
let watch = null;

/** Open the pad for one moment. `commit(tap)` is called at each release; `tap` null shows it empty. */
export function open(tap, locked, commit) {
  run = locked ? null : { commit, shown: null, first: null, last: tap, revisions: tap?.revisions ?? 0, taps: tap ? 1 : 0, interrupted: false, long: false, cell: null };
  $("pad-screen").classList.toggle("locked", locked);
  pad.setAttribute("aria-disabled", locked);
  for (const radio of $("pad-list").querySelectorAll("input")) { radio.checked = false; radio.disabled = locked; }
  view("pad");
  mark(tap?.px, tap?.py);
  $("pad-choice").textContent = tap ? t("chosen", { words: inWords(tap.px, tap.py) }) : "";
  const ring = $("ring");
  ring.replaceWith(ring.cloneNode(true)); // starts its five seconds again
  $("ring").classList.toggle("off", locked);
  const mine = run;
  // Onset is the second frame after the pad became visible: the first one has painted it by then.
  requestAnimationFrame(() => requestAnimationFrame(() => { if (mine) mine.shown = performance.now(); }));
}

export const close = () => { run = null; };

/** Empty the square again; the next tap counts as a change of mind. */
export function again() {
  if (!run) return;
  run.last = null;
  mark();
  $("pad-choice").textContent = "";
  pad.focus();
}

function view(name, focus = false) {
  const asList = name === "list";
  $("pad-square").hidden = asList;
  $("pad-list").hidden = !asList;
  if (focus) (asList ? $("pad-list").querySelector("input") : pad).focus();
}

function spot(event) {
  const box = pad.getBoundingClientRect();
  const part = (at, from, size) => Math.round(Math.min(1, Math.max(0, (at - from) / size)) * SIDE);
  return [part(event.clientX, box.left, box.width), SIDE - part(event.clientY, box.top, box.height)];
}

function mark(px, py) {
  $("pad-mark").setAttribute("visibility", px == null ? "hidden" : "visible");
  if (px != null) $("pad-mark").setAttribute("transform", `translate(${px * 0.4} ${400 - py * 0.4})`);
}
const draw = () => mark(run.last?.px, run.last?.py);

function down(event) {
  if (!run || !event.isPrimary || event.button) return;
  event.preventDefault();
  pad.setPointerCapture(event.pointerId);
  run.pointer = event.pointerId;
  run.first ??= { at: event.timeStamp, spot: spot(event) };
  mark(...spot(event));
}

function up(event) {
  if (!run || run.pointer !== event.pointerId) return;
  run.pointer = null;
  finish(spot(event), event.pointerType === "mouse" ? "mouse" : "touch", event.timeStamp);
}

function key(event) {
  const move = ARROWS[event.key];
  if (!run || (!move && event.key !== "Enter" && event.key !== " ")) return;
  event.preventDefault();
  run.cell ??= run.last ? [Math.floor((run.last.px * CELLS) / 1001), Math.floor((run.last.py * CELLS) / 1001)] : [4, 4];
  if (move) run.cell = run.cell.map((at, axis) => Math.min(CELLS - 1, Math.max(0, at + move[axis])));
  const place = run.cell.map((index) => centre(index, CELLS));
  mark(...place);
  if (move) $("pad-choice").textContent = inWords(...place);
  else finish(place, "keyboard", event.timeStamp);
}

function pick(event) {
  const [column, row] = event.target.value.split("-").map(Number);
  if (run) finish([centre(column, 5), centre(row, 3)], "assistive", event.timeStamp, false);
}

function finish([px, py], kind, at, counts = true) {
  watch?.flush();
  if (counts && run.taps) run.revisions += 1;
  run.taps += 1;
  const timed = kind === "touch" || kind === "mouse";
  const shown = Math.round(run.shown ?? run.first?.at ?? at);
  const [firstX, firstY] = run.first?.spot ?? [px, py];
  run.last = {
    px, py, t_shown: shown, t_first_touch: timed ? Math.round(run.first.at) : null, t_final: Math.round(at),
    first_px: firstX, first_py: firstY, revisions: run.revisions, input_kind: kind,
    interrupted: run.interrupted, long_task: run.long, instrument: "pad",
  };
  mark(px, py);
  const words = t("chosen", { words: inWords(px, py) });
  $("pad-choice").textContent = words;
  if (!timed) say(words);
  run.commit(run.last);
}
