// The form: one screen at a time, in a fixed order, found again after a reload by its name in the address.

import { $, button, data, fill, h, list, say, small, t, text, tn, warning } from "dom";
import { answer, asked, delay, episode, given, isDraft, mark, missing, onSave, order, problem, questions, refusals, save, sight, unanswered } from "answers";
import * as affect from "affect";
import * as instrument from "instrument";
import { field } from "fields";
import { load } from "load";
import * as status from "status";

// Handing in; the app adds start() and cancel()
export const hand = { wanted: false, done: null };
// The screen that is drawn; the address may be ahead of it
export let here = null;
let pendingFocus = null;
// Pads that were left with "Next": read-only from then on
let confirmed;
// Modules of what only some studies ask, and of the end of the visit
let audio, position, ending;

export const keyOf = (screen) => screen.split("/")[0];
const partOf = (screen) => screen.split("/").at(-1);
const stepOf = (screen) => order.find((step) => step.key === keyOf(screen));
// A tap of the instrument of this study; one that the server did not take must be given again.
export const tapOf = (path) => (refusals.has(path) || given(path)?.instrument !== data.instrument ? null : given(path));
const isOpen = (path) => !data.asked || data.asked.includes(path);
const pathsOf = (step) => step.questions.map((q) => `${step.key}/${q.key}`).filter(isOpen);

/** The screens that apply now, in order. A return round has questions only. */
export function screens() {
  const paths = asked();
  const middle = order.filter((step) => paths.has(step.key)).flatMap(({ key, ...step }) => {
    const parts = data.asked ? [] : unanswered(key) ? ["tap"] : ["tap", "named", "grade"];
    if (pathsOf({ key, ...step }).some((path) => paths.has(path))) parts.push("q");
    return parts.map((part) => `${key}/${part}`);
  });
  return [position && "position", episode.first && "baseline", ...middle, episode.last && "overall", "check"].filter(Boolean);
}
const after = (screen) => { const all = screens(); return all[all.indexOf(screen) + 1]; };
const move = (by) => { const all = screens(); go(all[Math.max(0, all.indexOf(here) + by)]); };

/** Go to a screen, and to one field on it. */
export function go(screen, focus = null) {
  if (location.hash === `#${screen}`) render(focus);
  else {
    pendingFocus = focus;
    location.hash = screen;
  }
}

/** Begin where the shopper left off. */
export async function start() {
  // Without its module, such as without network, the rest goes on
  [audio, position] = await Promise.all(["audio", "position"].map((name) => (data.allows?.[name] ? load(name).catch(() => null) : null)));
  confirmed = new Set(["@baseline", ...order.map((step) => `${step.key}/@tap`)].filter(answer));
  addEventListener("hashchange", () => { flush(); render(pendingFocus); pendingFocus = null; });
  // A photo may become ready only now: the last check must not go on missing it
  onSave(() => { $("halt")?.remove(); count(); status.line(); if (here === "check" && !hand.wanted) rerender(); });
  document.addEventListener("fw-media", count);
  $("back").addEventListener("click", (event) => { if (screens().indexOf(here) > 0) { event.preventDefault(); move(-1); } });
  document.addEventListener("visibilitychange", () => document.hidden && flush());
  addEventListener("pagehide", flush);
  addEventListener("submit", (event) => event.preventDefault());
  // A question asked back has an answer already; it is still the first thing to look at.
  let first = data.asked ? screens()[0] : missing()[0]?.screen ?? "check";
  if (position && first === screens()[1] && !answer("@position")) first = "position";
  if (!screens().includes(location.hash.slice(1))) history.replaceState(null, "", `#${first}`);
  render();
  hand.done || audio?.recover();
}

// "Hidden" is the last thing a page surely hears: what is being typed is kept now.
export function flush() {
  const typing = document.activeElement;
  if (typing?.matches("textarea, input:not([type=radio], [type=checkbox], [type=file])")) typing.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Draw the same screen again; what is being typed is kept, and the focus stays where it is. */
export function rerender() {
  flush();
  const active = document.activeElement;
  const part = active.closest("[id^=part-]")?.id ?? "screen";
  const same = active.matches("[data-skip]") ? "[data-skip]" : active.matches("h1") ? "h1" : active.name && `[name="${active.name}"][value="${active.value}"]`;
  render(false);
  (active.id ? $(active.id) : same ? document.querySelector(`#${part} ${same}`) : null)?.focus();
}

/** Draw the screen in the address. `focus`: a field, null for the heading, false to leave it. */
export function render(focus = null) {
  const all = screens();
  let screen = location.hash.slice(1);
  if (!all.includes(screen)) screen = all.find((one) => keyOf(one) === keyOf(screen)) ?? "check";
  if (hand.done || hand.wanted) screen = "check";
  if (screen !== here) affect.close();
  here = screen;
  sight(screen);
  bar(all);
  const view = (VIEWS[partOf(screen)] ?? VIEWS.tap)(screen);
  $("tap-screen").hidden = !view.tap;
  $("tap-screen").classList.remove("begins");
  $("screen").hidden = Boolean(view.tap);
  $("screen").replaceChildren(...(view.tap ? [] : h("p", {}, h("h1", { tabindex: "-1" }, view.title), view.content).childNodes));
  // A spoken note belongs to the step: it stands on its last screen
  if (audio && !view.tap && stepOf(screen) && keyOf(after(screen)) !== keyOf(screen)) $("screen").append(audio.memos(`${keyOf(screen)}/@memo`));
  $("actions").className = view.footer.length > 1 && !view.tall ? "actions two" : "actions";
  $("actions").replaceChildren(...view.footer);
  view.tap?.();
  count();
  status.line();
  if (focus === false) return;
  scrollTo(0, 0);
  const target = focus && ($(`f-${focus}`) ?? $(`part-${focus.slice(1)}`));
  if (!target) {
    (view.tap ? $("tap-title") : $("screen").firstChild).focus({ preventScroll: true });
    return;
  }
  target.complain?.();
  target.scrollIntoView({ block: "center" });
  target.querySelector("input, textarea, button")?.focus();
}

function bar(all) {
  const steps = order.filter((step) => all.some((one) => keyOf(one) === step.key));
  const step = stepOf(here);
  const at = step ? steps.indexOf(step) : ["overall", "check"].includes(here) ? steps.length : -1;
  $("where").textContent = step ? text(step.title) : list("titles")[here];
  $("where-sub").textContent = step ? t("step_of", { n: at + 1, of: steps.length, part: list("bar_parts")[partOf(here)] }) : text(data.document.title);
  $("stepper").replaceChildren(...steps.map((one, index) => {
    const done = index < at;
    return h("li", { class: done && (unanswered(one.key) ? "skipped" : "done"), "aria-current": index === at && "step" }, h("span", { class: "sr" }, done ? t("step_done", { step: text(one.title) }) : text(one.title)));
  }));
}

/** Numbers, and how many are done: conditions may have changed both. */
function count() {
  if (!$("ready-count")) return;
  const paths = asked();
  let number = 0;
  let ready = 0;
  let open = 0;
  for (const one of $("screen").querySelectorAll("[data-path]")) {
    const { path } = one.dataset;
    one.hidden = !paths.has(path);
    if (one.hidden || questions.get(path).kind === "note") continue;
    one.update((number += 1));
    if (problem(path) || refusals.has(path)) open += 1;
    else if (answer(path)) ready += 1;
  }
  $("ready-count").textContent = t("ready_of", { n: ready, of: number });
  $("open-line").textContent = open ? tn("open", open) : t("nothing_open");
}

function nextLabel() {
  const next = after(here);
  if (next === "check") return t("to_check");
  if (partOf(next) === "q") return t("to_questions");
  if (partOf(next) !== "tap") return t("next");
  const step = stepOf(next);
  return t("to_step", { n: order.filter((one) => asked().has(one.key)).indexOf(step) + 1, step: text(step.title) });
}
export const big = (words, onclick, cls = "btn primary big", more) => button(words, onclick, cls, more);

// Why the button does not go on: said, and seen above it.
function halt(words) {
  say(words);
  $("halt")?.remove();
  $("actions").prepend(h("p", { class: "error", id: "halt" }, warning(words)));
}

// Back, and on once every part of this screen is answered or was said not to be sayable.
const walk = (needed) => [
  big(t("back"), () => move(-1), "btn big"),
  big(nextLabel(), () => {
    if (needed.every((one) => answer(one) !== null && !isDraft(one))) move(1);
    else {
      const begun = needed.some(isDraft);
      halt(t(begun ? "strength_first" : "answer_or_skip"));
      $("screen").querySelector(begun ? "[data-strengths]" : ".choice.quiet").scrollIntoView({ block: "center" });
    }
  }),
];

const VIEWS = {
  position: () => position.view(move, render),
  tap(screen) {
    const step = stepOf(screen);
    const path = step ? `${step.key}/@tap` : "@baseline";
    const tap = tapOf(path);
    const silent = step && unanswered(step.key);
    const locked = Boolean(silent || (confirmed.has(path) && !refusals.has(path)));
    $("tap-title").textContent = step ? text(step.ask) || t("how_felt", { step: text(step.title) }) : t("baseline_question");
    const commit = (tap) => save(path, { v: { ...tap, delay_min: step ? delay(step.key) : 0 } });
    const leave = async (field, stored) => {
      if (!(await save(field, stored))) return;
      confirmed.add(path);
      go(after(here));
    };
    const came = async () => {
      await save(`${step.key}/@unanswered`, null);
      if (!answer(path)) confirmed.delete(path);
      render();
    };
    $("tap-more").replaceChildren(...(silent ? [small(t("nobody_answered_note")), button(t("came_after_all"), came)]
      : locked ? [small(t(answer(path)?.skipped ? "skip_stands" : "tap_stands"))]
        : [button(t("cannot_say"), () => leave(path, { skipped: "cannot_say" }), "btn plain"),
          step?.may_be_unanswered ? button(t("nobody_answered"), () => leave(`${step.key}/@unanswered`, { v: true }), "btn plain") : ""]), mark(path));
    const forward = big(t("next"), () => {
      if (!silent && (!answer(path) || refusals.has(path))) return halt(t("tap_first"));
      confirmed.add(path);
      return move(1);
    });
    return {
      tap: () => instrument.open(affect.measure(path, tap, locked, commit), tap),
      footer: locked ? [forward] : [big(t("again"), () => { instrument.again(); save(path, null); }, "btn big"), forward],
    };
  },
  named(screen) {
    const path = `${keyOf(screen)}/@named`;
    return { title: t("which_word"), content: affect.wordsScreen(path), footer: walk([path]) };
  },
  grade(screen) {
    const key = keyOf(screen);
    const name = text(stepOf(screen).title);
    const tapped = tapOf(`${key}/@tap`);
    return { title: t("grade_title", { step: name }), content: affect.gradeScreen(key, name, tapped && [instrument.face(tapped), instrument.inWords(tapped)], rerender), footer: walk([`${key}/@grade`]) };
  },
  q(screen) {
    const step = stepOf(screen);
    const headings = new Map(step.sections?.map((one) => [one.key, text(one.title)]));
    let section;
    return {
      title: t("questions_about", { step: text(step.title) }),
      content: [small("", { id: "ready-count" }), text(step.intro) && h("p", {}, text(step.intro)),
        h("form", { class: "stack roomy" }, pathsOf(step).map((path) => {
          const one = field(path);
          one.dataset.path = path;
          const heading = headings.get(questions.get(path).section);
          return [heading !== section && (section = heading) && h("h2", {}, heading), one];
        }))],
      footer: [fill("lines", {}), big(nextLabel(), () => move(1))],
      tall: true,
    };
  },
  overall: () => ({ title: list("titles").overall, content: affect.overallScreen(rerender), footer: walk(["@overall", "@recommend"]) }),
  // Comes ahead, while the first step is filled
  check() {
    if (ending) return ending.view();
    load("ending").then((made) => {
      ending = made;
      if (here === "check") render();
    }, () => here === "check" && $("screen").append(h("p", { class: "error", role: "alert" }, warning(t("part_missing")))));
    return { title: hand.wanted ? t("on_its_way") : list("titles").check, content: [], footer: [] };
  },
};
