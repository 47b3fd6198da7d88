// The face matrix: one tap on one of 32 faces, eight feelings in four strengths, as a native radio group.

import { $, t } from "dom";
import { take } from "affect";

const ROW = 4;
const ROWS = { ArrowUp: -ROW, ArrowDown: ROW };

// The matrix stands with its faces in the page itself
const matrix = $("faces");
let run = null;
// How the next choice is made: a pointer or a key that came before it; nothing is another aid
let how = "assistive";

const radioOf = ({ face: code, q }) => $(`face-${code}-${q}`);
const labelOf = (tap) => radioOf(tap).parentElement;
export const inWords = (tap) => labelOf(tap).textContent;
/** The face of a tap, copied from the matrix itself. */
export const face = (tap) => labelOf(tap).querySelector("svg").cloneNode(true);

/** Show it for one moment: `measured` is null when it is only to look at. */
export function open(measured, tap) {
  run = measured;
  how = "assistive";
  matrix.disabled = !run;
  show(tap);
}

/** Empty the matrix; the next tap counts as a change of mind. */
export function again() {
  show(null);
  matrix.querySelector("input").focus({ preventScroll: true });
}

function show(tap) {
  for (const radio of matrix.querySelectorAll("input")) radio.checked = Boolean(tap) && radio === radioOf(tap);
  const line = $("faces-choice");
  line.textContent = tap ? t("chosen", { words: inWords(tap) }) : run ? line.dataset.hint : "";
}

function down(event) {
  if (!run || !event.isPrimary || event.button || !event.target.closest("label")) return;
  how = event.pointerType === "mouse" ? "mouse" : "touch";
  run.first ??= { at: event.timeStamp, pointer: event.pointerId };
}

/** What turned out to be a scroll was no answer. */
function cancel({ pointerId }) {
  how = "assistive";
  if (run?.first?.pointer === pointerId && !run.given) run.first = null;
}

/** Left and right are the browser's own; up and down stay in the column. */
function key(event) {
  how = "keyboard";
  const step = ROWS[event.key];
  if (!step) return;
  event.preventDefault();
  const radios = [...matrix.querySelectorAll("input")];
  const next = radios[radios.indexOf(event.target) + step];
  next?.focus();
  next?.click();
}

// Walking over faces by key or by another aid is looking, not a change of mind.
function pick(event) {
  if (!run) return;
  const [code, q] = event.target.value.split("-");
  const tap = { face: code, q: Number(q) };
  take(tap, how, event.timeStamp, /touch|mouse/.test(how));
  how = "assistive";
  show(tap);
}

matrix.addEventListener("pointerdown", down);
matrix.addEventListener("pointercancel", cancel);
matrix.addEventListener("keydown", key);
matrix.addEventListener("change", pick);
