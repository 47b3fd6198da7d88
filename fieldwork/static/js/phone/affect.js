// Feelings: the pad (one tap before words; only places and moments are kept), the words, the grade.

import { $, choice, data, face, h, inWords, list, say, t } from "dom";
import { answer, given, save } from "answers";

const SIDE = 1000;
const CELLS = 9;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const centre = (index, of) => Math.round((SIDE * (index + 0.5)) / of);

let pad;
// What is measured while the pad is open: from shown to confirmed
let run = null;

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
  // Starts its five seconds again
  ring.replaceWith(ring.cloneNode(true));
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
  pad.focus({ preventScroll: true });
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

/** Fixed tiles, one or two words, a strength each, what it came from. The parts stand in the page. */
export function wordsScreen(field) {
  const value = { cause_tag: null, cause_text: "", named: [], ...structuredClone(given(field)), tile_side: data.tile_side };
  const form = h("form", { class: "stack roomy" }, $("words-template").content.cloneNode(true));
  const part = (name) => form.querySelector(`[data-${name}]`);
  const tiles = [...form.querySelectorAll(".feelings input")];
  const why = form.querySelector("textarea");
  let typing;
  const keep = (hold = false) => {
    clearTimeout(typing);
    const some = value.named.length > 0;
    return save(field, some ? { v: structuredClone(value) } : null, { hold: some && (hold || !whole(value)) });
  };
  const set = (target, name, to) => () => { target[name] = to; keep(); reveal(); };

  for (const tile of tiles) {
    tile.checked = value.named.some((one) => one.emotion === tile.value);
    tile.onchange = () => {
      const tooMany = tile.checked && value.named.length === MOST;
      part("note").textContent = tooMany ? t("at_most_two") : "";
      if (tooMany) tile.checked = false;
      else {
        value.named = tile.checked ? [...value.named, { emotion: tile.value, intensity: null }] : value.named.filter((one) => one.emotion !== tile.value);
        part("skip").checked = false;
        keep();
        strengths();
      }
    };
  }
  for (const radio of form.querySelectorAll("[name=cause]")) {
    radio.checked = radio.value === value.cause_tag;
    radio.onchange = set(value, "cause_tag", radio.value);
  }
  why.value = value.cause_text;
  why.oninput = () => {
    value.cause_text = why.value;
    reveal();
    clearTimeout(typing);
    typing = setTimeout(keep, 250, true);
  };
  why.onchange = () => keep();

  const own = (one) => h("div", { class: "stack tight" },
    h("div", { class: "field" }, h("label", { for: "own-word" }, t("own_word")),
      h("input", { id: "own-word", class: "input", maxlength: "80", autocomplete: "off", value: one.text ?? "", onchange: (event) => set(one, "text", event.target.value)() })),
    h("fieldset", { class: "field slim" }, h("legend", {}, t("own_sign")), h("div", { class: "choices side" }, [[1, "pleasant"], [-1, "unpleasant"]].map(([sign, word]) =>
      choice("radio", { name: "own-sign", checked: one.sign === sign, onchange: set(one, "sign", sign) }, t(word))))));

  function strengths() {
    part("strengths").replaceChildren(...value.named.flatMap((one) => [
      one.emotion === "other" ? own(one) : "",
      one.emotion === "neutral" ? "" : grades(`strength-${one.emotion}`, t("how_strong", { word: one.emotion === "other" ? t("own_word_short") : lower(label(one.emotion)) }), 1, 5, one.intensity,
        (n) => set(one, "intensity", n)(), { ends: [t("a_little"), t("very_strong")], five: true }),
    ]));
    reveal();
  }
  // The text is asked from strength 4; it is never required.
  function reveal() {
    part("rest").hidden = !value.named.length;
    part("why").hidden = !(value.cause_text || value.named.some((one) => one.intensity >= 4));
    part("count").textContent = t("characters", { n: value.cause_text.length });
  }
  form.append(cannotSay(field, () => {
    value.named = [];
    for (const tile of tiles) tile.checked = false;
    strengths();
  }));
  strengths();
  return form;
}

/** The grade of a step, then what is on record for it. */
export function gradeScreen(step, name, rerender) {
  const field = `${step}/@grade`;
  const tap = given(`${step}/@tap`);
  const words = given(`${step}/@named`);
  const readBack = $("read-back").content.cloneNode(true);
  const put = (part, ...content) => readBack.querySelector(`[data-${part}]`).replaceChildren(...content);
  put("title", t("read_back", { step: name }));
  if (tap) put("tap", face(tap.px, tap.py, 22), inWords(tap.px, tap.py));
  if (words) put("named", named(words));
  if (given(field)) put("grade", given(field));
  return [readBack.firstChild, h("form", { class: "stack" }, graded(field, t("grade_title", { step: name }), 1, ["grade_low", "grade_high"], rerender, true)), readBack];
}

const graded = (field, title, low, ends, rerender, hidden) => [
  grades(field, title, low, 10, given(field), async (n) => { await save(field, { v: n }); rerender(); }, { ends: ends.map((word) => t(word)), hidden }),
  cannotSay(field, rerender),
];

/** The whole visit: its grade and the recommendation. */
export function overallScreen(rerender) {
  const part = (name, low, ends) => h("div", { class: "stack tight", id: `part-${name}` }, graded(`@${name}`, t(`${name}_question`), low, ends, rerender));
  return h("form", { class: "stack roomy" }, part("overall", 1, ["grade_low", "grade_high"]), part("recommend", 0, ["recommend_low", "recommend_high"]));
}
