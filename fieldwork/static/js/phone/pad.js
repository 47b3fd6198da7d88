// The tap square: one tap on pleasantness and energy, by thumb, arrow keys or from a list of faces. Only places are kept.

import { $, list, t } from "dom";
import { take } from "affect";

const SIDE = 1000;
const CELLS = 9;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const centre = (index, of) => Math.round((SIDE * (index + 0.5)) / of);

// The square stands with its faces in the page itself
const pad = $("pad");
let run = null;

/** Column 0-4 and row 0-2 (2 = much energy) of a point 0-1000. */
const cell = ({ px, py }) => [Math.min(Math.floor(px / 200), 4), Math.min(Math.floor((py * 3) / 1000), 2)];
export const inWords = (tap) => {
  const [col, row] = cell(tap);
  return `${list("valence")[col]}, ${list("energy")[row]}`;
};
/** The face nearest to a tap, copied from the square itself. */
export const face = (tap) => document.querySelector(`#pad [data-face="${cell(tap).join("-")}"] svg`).cloneNode(true);

/** Show it for one moment: `measured` is null when it is only to look at. */
export function open(measured, tap) {
  if (!measured || measured !== run) view("pad");
  run = measured;
  pad.setAttribute("aria-disabled", !run);
  $("pad-list").reset();
  tell(tap);
}

/** Empty the square; the next tap counts as a change of mind. */
export function again() {
  run.last = null;
  tell();
  pad.focus({ preventScroll: true });
}

/** Show the square or its twin, the list; what to put the focus on. */
function view(name) {
  const asList = name === "list";
  $("pad-square").hidden = $("pad-help").hidden = asList;
  $("pad-list").hidden = !asList;
  return asList ? $("pad-list").querySelector("input") : pad;
}

function spot(event) {
  const box = pad.getBoundingClientRect();
  const part = (at, from, size) => Math.round(Math.min(1, Math.max(0, (at - from) / size)) * SIDE);
  return { px: part(event.clientX, box.left, box.width), py: SIDE - part(event.clientY, box.top, box.height) };
}

function mark(at) {
  $("pad-mark").setAttribute("visibility", at ? "visible" : "hidden");
  if (at) $("pad-mark").setAttribute("transform", `translate(${at.px * 0.4} ${400 - at.py * 0.4})`);
}

function tell(tap) {
  mark(tap);
  $("pad-choice").textContent = tap ? t("chosen", { words: inWords(tap) }) : "";
}

function down(event) {
  if (!run || !event.isPrimary || event.button) return;
  event.preventDefault();
  pad.setPointerCapture(event.pointerId);
  run.pointer = event.pointerId;
  run.first ??= { at: event.timeStamp, ...spot(event) };
  mark(spot(event));
}

const holds = ({ pointerId }) => run?.pointer === pointerId;

function up(event) {
  if (!holds(event)) return;
  run.pointer = null;
  finish(spot(event), event.pointerType === "mouse" ? "mouse" : "touch", event);
}

function key(event) {
  const move = ARROWS[event.key];
  if (!run || (!move && event.key !== "Enter" && event.key !== " ")) return;
  event.preventDefault();
  run.cell ??= run.last ? [run.last.px, run.last.py].map((at) => Math.floor((at * CELLS) / 1001)) : [4, 4];
  if (move) run.cell = run.cell.map((at, axis) => Math.min(CELLS - 1, Math.max(0, at + move[axis])));
  const [px, py] = run.cell.map((index) => centre(index, CELLS));
  mark({ px, py });
  if (move) $("pad-choice").textContent = inWords({ px, py });
  else finish({ px, py }, "keyboard", event);
}

function pick(event) {
  const [column, row] = event.target.value.split("-").map(Number);
  if (run) finish({ px: centre(column, 5), py: centre(row, 3) }, "assistive", event, false);
}

function finish({ px, py }, kind, event, counts = true) {
  const begun = run.first ?? { px, py };
  tell({ px, py });
  take({ px, py, first_px: begun.px, first_py: begun.py }, kind, event.timeStamp, counts);
}

pad.addEventListener("pointerdown", down);
pad.addEventListener("pointermove", (event) => holds(event) && mark(spot(event)));
pad.addEventListener("pointerup", up);
pad.addEventListener("pointercancel", () => { if (run) { run.pointer = null; mark(run.last); } });
pad.addEventListener("keydown", key);
$("pad-list").addEventListener("change", pick);
for (const link of document.querySelectorAll("[data-pad-view]")) link.addEventListener("click", () => view(link.dataset.padView).focus());
