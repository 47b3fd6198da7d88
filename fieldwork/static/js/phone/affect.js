// Feelings: the pad (one tap before words; only places and moments are kept), the words, the grade.

import { $, choice, data, face, h, inWords, list, say, small, t, tag } from "dom";
import { answer, given, save } from "answers";

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
  $("pad-square").hidden = $("pad-help").hidden = asList;
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

const MOST = 2;
const label = (code) => list("emotions")[code];
const lower = (word) => word.charAt(0).toLocaleLowerCase() + word.slice(1);
export const named = (value, strengths = true) => value.named.map(({ emotion, text, intensity }) => {
  const word = emotion === "other" ? text : lower(label(emotion));
  return strengths && intensity ? t("of_five", { word, n: intensity }) : word;
}).join(", ");

/** Radio squares from `low` to `high` with words at both ends. */
export function grades(name, legend, low, high, value, pick, { ends = [], five = false, hidden = false } = {}) {
  const squares = [];
  for (let n = low; n <= high; n += 1) {
    squares.push(h("label", {}, h("input", { type: "radio", name, value: String(n), checked: n === value, onchange: () => pick(n) }), h("span", {}, n)));
  }
  return h("fieldset", { class: "field" }, h("legend", { class: hidden ? "sr" : null }, legend),
    h("div", { class: `grades${five ? " five" : ""}${low === 0 ? " eleven" : ""}` }, squares),
    h("p", { class: "ends" }, ends.map((word) => h("span", {}, word))));
}

/** The dashed choice that every part has: nothing is imputed for it. */
export function cannotSay(field, rerender) {
  const chosen = answer(field)?.skipped === "cannot_say";
  return choice("checkbox", { checked: chosen, "data-skip": "", onchange: async (event) => {
    await save(field, event.target.checked ? { skipped: "cannot_say" } : null);
    rerender();
  } }, t("cannot_say"), null, true);
}

const whole = ({ named: chosen }) => chosen.length > 0
  && chosen.every((one) => one.emotion === "neutral" || one.intensity)
  && chosen.every((one) => one.emotion !== "other" || (one.sign && one.text?.trim()));

/** Fixed tiles, one or two words, a strength each, what it came from. */
export function wordsScreen(field, shown) {
  const value = { cause_tag: null, cause_text: "", ...given(field), tile_side: data.tile_side };
  value.named = [...(value.named ?? [])];
  const form = h("form", { class: "stack roomy", onsubmit: (event) => event.preventDefault() });
  const keep = () => save(field, value.named.length ? { v: structuredClone(value) } : null, { hold: value.named.length > 0 && !whole(value), shown });

  const tiles = $("words-template").content.cloneNode(true);
  const note = tiles.querySelector("[data-note]");
  for (const input of tiles.querySelectorAll("input")) {
    input.checked = value.named.some((one) => one.emotion === input.value);
    input.addEventListener("change", () => {
      if (input.checked && value.named.length === MOST) {
        input.checked = false;
        note.textContent = t("at_most_two");
        return;
      }
      note.textContent = "";
      if (input.checked) value.named.push({ emotion: input.value, intensity: null });
      else value.named = value.named.filter((one) => one.emotion !== input.value);
      form.querySelector("[data-skip]").checked = false;
      keep();
      details();
    });
  }
  const more = h("div", { class: "stack roomy" });
  const skip = cannotSay(field, () => { value.named = []; for (const input of form.querySelectorAll(".feelings input")) input.checked = false; details(); });
  form.append(tiles, more, skip);

  function own(one) {
    return h("div", { class: "stack tight" },
      h("div", { class: "field" }, h("label", { for: "own-word" }, t("own_word")),
        h("input", { id: "own-word", class: "input", maxlength: "80", autocomplete: "off", value: one.text ?? "", oninput: (event) => { one.text = event.target.value; }, onchange: keep })),
      h("fieldset", { class: "field slim" }, h("legend", {}, t("own_sign")), h("div", { class: "choices side" }, [[1, "pleasant"], [-1, "unpleasant"]].map(([sign, word]) =>
        choice("radio", { name: "own-sign", checked: one.sign === sign, onchange: () => { one.sign = sign; keep(); } }, t(word))))));
  }

  function details() {
    const parts = value.named.map((one) => [
      one.emotion === "other" && own(one),
      one.emotion !== "neutral" && grades(`strength-${one.emotion}`, t("how_strong", { word: one.emotion === "other" ? t("own_word_short") : lower(label(one.emotion)) }), 1, 5, one.intensity,
        (n) => { one.intensity = n; keep(); reveal(); }, { ends: [t("a_little"), t("very_strong")], five: true }),
    ]);
    const causes = h("fieldset", { class: "field" }, h("legend", {}, t("cause_title")), h("div", { class: "tags" }, Object.entries(list("causes")).map(([code, word]) =>
      tag({ name: "cause", checked: value.cause_tag === code, onchange: () => { value.cause_tag = code; keep(); } }, word))));
    const counter = small(t("characters", { n: value.cause_text.length }), { id: "why-count" });
    const why = h("div", { class: "field", id: "why-field" }, h("label", { for: "why" }, t("why_title"), " ", h("span", { class: "muted" }, t("may_be_empty"))), h("p", { class: "hint", id: "why-hint" }, t("why_hint")),
      h("textarea", { class: "input", id: "why", maxlength: "2000", "aria-describedby": "why-hint why-count", value: value.cause_text,
        oninput: (event) => { value.cause_text = event.target.value; counter.textContent = t("characters", { n: value.cause_text.length }); later(); }, onchange: keep }), counter);
    more.replaceChildren(...(value.named.length ? [...parts.flat().filter(Boolean), causes, why] : []));
    reveal();
  }
  // The text is asked from strength 4; it is never required.
  const reveal = () => { const why = more.querySelector("#why-field"); if (why) why.hidden = !(value.cause_text || value.named.some((one) => one.intensity >= 4)); };
  let timer;
  const later = () => { clearTimeout(timer); timer = setTimeout(() => save(field, { v: structuredClone(value) }, { hold: true }), 250); };
  details();
  return form;
}

/** The grade of a step, then what is on record for it. */
export function gradeScreen(step, name, shown, rerender) {
  const field = `${step}/@grade`;
  const tap = answer(`${step}/@tap`);
  const words = answer(`${step}/@named`);
  const row = (title, ...content) => [h("dt", {}, title), h("dd", {}, content)];
  return [
    h("form", { class: "stack", onsubmit: (event) => event.preventDefault() }, h("p", { class: "hint muted" }, t("grade_hint")),
      grades("grade", t("grade_title", { step: name }), 1, 10, given(field), async (n) => { await save(field, { v: n }, { shown }); rerender(); }, { ends: [t("grade_low"), t("grade_high")], hidden: true }),
      cannotSay(field, rerender)),
    h("section", { class: "panel stack tight" }, h("h2", {}, t("read_back", { step: name })), h("dl", { class: "pairs" },
      row(t("first_impression"), tap?.v ? h("span", { class: "valence" }, face(tap.v.px, tap.v.py, 22), inWords(tap.v.px, tap.v.py)) : t("not_said")),
      row(t("in_words"), words?.v?.named?.length ? named(words.v) : t("not_said")),
      row(t("grade"), given(field) ?? t("not_said")))),
    h("p", { class: "note" }, t("no_wrong_feeling")),
  ];
}

/** The whole visit: its grade and the recommendation. */
export function overallScreen(shown, rerender) {
  const part = (field, title, low, ends) => h("div", { class: "stack tight", id: `part-${field.slice(1)}` },
    grades(field, title, low, 10, given(field), async (n) => { await save(field, { v: n }, { shown }); rerender(); }, { ends }), cannotSay(field, rerender));
  return h("form", { class: "stack roomy", onsubmit: (event) => event.preventDefault() },
    part("@overall", t("overall_question"), 1, [t("grade_low"), t("grade_high")]),
    part("@recommend", t("recommend_question"), 0, [t("recommend_low"), t("recommend_high")]));
}
