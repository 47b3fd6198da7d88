// Feelings: how a tap is measured whatever it is given on (moments and disturbances, no path), the words, the grade.

import { $, choice, data, fill, h, list, t } from "dom";
import { answer, given, mark, save, wholeWords } from "answers";

// The tap that is being measured: from shown to the last choice; what disturbs it is noticed from its onset on
let run = null;
const disturb = (how) => { if (run?.shown) run[how] = true; };
const busy = (tasks) => tasks.some((task) => task.startTime + task.duration > run?.shown) && disturb("long_task");
const watch = new PerformanceObserver((found) => busy(found.getEntries()));
// A browser that does not tell of long tasks leaves it at that
watch.observe({ type: "longtask" });
document.addEventListener("visibilitychange", () => document.hidden && disturb("interrupted"));
screen.orientation?.addEventListener("change", () => disturb("interrupted"));

/**
 * Begin to measure, and give what is measured to the instrument; null when there is only something to look at.
 * `commit(tap)` is called at each choice. The same screen drawn again goes on with the same tap.
 */
export function measure(path, tap, locked, commit) {
  $("tap-screen").classList.toggle("locked", locked);
  if (locked) return (run = null);
  if (run?.path === path) return Object.assign(run, { commit });
  // Who looked, went away and came back gives no first impression any more, also after a reload
  const look = `shown:${data.visit}/${data.round}/${path}`;
  const interrupted = sessionStorage.getItem(look) !== null;
  const mine = run = { path, commit, last: tap, given: tap, revisions: tap?.revisions ?? 0, interrupted, long_task: false };
  const ring = $("ring");
  // Starts its five seconds again
  ring.replaceWith(ring.cloneNode(true));
  // Onset is the second frame after the instrument became visible: the first one has painted it by then.
  requestAnimationFrame(() => requestAnimationFrame(() => {
    mine.shown = performance.now();
    sessionStorage.setItem(look, "");
  }));
  return mine;
}

export const close = () => { run = null; };

/** One choice at a moment: by touch, mouse, keyboard or another aid. `counts`: after another one it is a change of mind. */
export function take(chosen, kind, at, counts) {
  busy(watch.takeRecords());
  const { commit, shown, first, given: again, interrupted, long_task } = run;
  if (counts && again) run.revisions += 1;
  run.given = true;
  run.last = {
    ...chosen, t_shown: Math.round(shown ?? first?.at ?? at), t_first_touch: kind === "touch" || kind === "mouse" ? Math.round(first.at) : null,
    t_final: Math.round(at), revisions: run.revisions, input_kind: kind, interrupted, long_task, instrument: data.instrument,
  };
  commit(run.last);
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
    return save(field, some ? { v: structuredClone(value) } : null, { hold: some && (hold || !wholeWords(value)) });
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

  const own = () => value.named.find((one) => one.emotion === "other");
  const ownWord = form.querySelector("#own-word");
  const ownSigns = [...form.querySelectorAll("[name=own-sign]")];
  ownWord.oninput = () => {
    own().text = ownWord.value;
    clearTimeout(typing);
    typing = setTimeout(keep, 250, true);
  };
  ownWord.onchange = () => set(own(), "text", ownWord.value)();
  for (const radio of ownSigns) radio.onchange = () => set(own(), "sign", Number(radio.value))();

  function strengths() {
    part("own").hidden = !own();
    ownWord.value = own()?.text ?? "";
    for (const radio of ownSigns) radio.checked = radio.value === String(own()?.sign);
    part("strengths").replaceChildren(...value.named.filter((one) => one.emotion !== "neutral").map((one) => grades(
      `strength-${one.emotion}`, t("how_strong", { word: one === own() ? t("own_word_short") : lower(label(one.emotion)) }), 1, 5, one.intensity,
      (n) => set(one, "intensity", n)(), { ends: [t("a_little"), t("very_strong")], five: true },
    )));
    reveal();
  }
  // The text is asked from strength 4; it is never required.
  function reveal() {
    part("rest").hidden = !value.named.length;
    part("why").hidden = !(value.cause_text || value.named.some((one) => one.intensity >= 4));
    part("count").textContent = t("characters", { n: value.cause_text.length });
  }
  form.append(mark(field), cannotSay(field, () => {
    value.named = [];
    for (const tile of tiles) tile.checked = false;
    strengths();
  }));
  strengths();
  return form;
}

/** The grade of a step, then what is on record for it; `tapped` shows its tap. */
export function gradeScreen(step, name, tapped, rerender) {
  const field = `${step}/@grade`;
  const words = given(`${step}/@named`);
  const readBack = fill("read-back", { title: t("read_back", { step: name }), tap: tapped, named: words && named(words), grade: given(field) });
  return [readBack.firstChild, h("form", { class: "stack" }, graded(field, t("grade_title", { step: name }), 1, ["grade_low", "grade_high"], rerender, true)), readBack];
}

const graded = (field, title, low, ends, rerender, hidden) => [
  grades(field, title, low, 10, given(field), async (n) => { await save(field, { v: n }); rerender(); }, { ends: ends.map((word) => t(word)), hidden }),
  cannotSay(field, rerender),
  mark(field),
];

/** The whole visit: its grade and the recommendation. */
export function overallScreen(rerender) {
  const part = (name, low, ends) => h("div", { class: "stack tight", id: `part-${name}` }, graded(`@${name}`, t(`${name}_question`), low, ends, rerender));
  return h("form", { class: "stack roomy" }, part("overall", 1, ["grade_low", "grade_high"]), part("recommend", 0, ["recommend_low", "recommend_high"]));
}
