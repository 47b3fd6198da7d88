// The end of a visit: the last check, on its way, the receipt.

import { button, choice, data, fill, h, icon, small, t, text, tn } from "dom";
import { answer, episode, given, isDraft, missing, order, questions, refusals, unanswered } from "answers";
import * as affect from "affect";
import { doubts } from "doubts";
import * as instrument from "instrument";
import { big, go, hand, keyOf, render, screens, tapOf } from "form";
import * as status from "status";

// "This is my own work", once said, stays said while this screen is drawn anew
let agreed = false;
addEventListener("hashchange", () => { agreed = false; });

/** What stands on the last screen, by how far handing in is. */
export const view = () => (hand.done ? done(hand.done) : hand.wanted ? sending() : check());

/** The last look: open points first, each a link to its field; how each step felt; the statement. */
function check() {
  const open = missing();
  const all = screens();
  const steps = order.filter((step) => all.some((one) => keyOf(one) === step.key));
  const agree = choice("checkbox", { checked: agreed, onchange: ready }, t("statement"));
  const why = small("", { id: "why-not" });
  const send = big(t("hand_in"), () => {
    if (blocked()) return;
    why.textContent = t("one_moment");
    hand.start().then(render, status.failed);
  }, undefined, { id: "hand-in", "aria-describedby": "why-not" });
  const blocked = () => (open.length ? tn("first_solve", open.length) : agree.firstChild.checked ? "" : t("first_agree"));
  function ready() {
    agreed = agree.firstChild.checked;
    why.textContent = blocked();
    send.setAttribute("aria-disabled", String(Boolean(blocked())));
  }
  ready();
  const box = (id, title, cls, rows) => h("section", { class: "stack tight", "aria-labelledby": id }, h("h2", { id }, title), h("div", { class: "card flush" }, h("ul", { class: cls }, rows)));
  const unsure = doubts(steps.map((step) => step.key), (field) => (isDraft(field) ? null : given(field)), episode.first && episode.last);
  return {
    title: open.length ? tn("things_left", open.length) : t("all_complete"),
    content: [
      fill("until", {}),
      elsewhere(open) && h("div", { class: "notice", "data-tone": "warn", role: "alert" }, icon("warning"), h("div", {}, t("asked_elsewhere"), " ", h("a", { href: data.urls.visits }, t("to_visits")))),
      open.length > 0 && box("h-open", t("solve_first"), "rows", open.map(todo)),
      unsure.length > 0 && box("h-unsure", t("is_this_right"), "rows", unsure.map(doubt)),
      steps.length > 0 && box("h-steps", tn("visit_in_steps", steps.length), "rows three", steps.map((step, index) => summary(step, index + 1, open))),
      agree,
    ],
    footer: [send, why],
    tall: true,
  };
}

/** Does the server miss what no screen here asks? It follows from an answer of another phone that this one never heard of. */
const elsewhere = (open) => [...refusals.keys()].some((path) => !/@(memo|position)$/.test(path) && !open.some(({ field }) => field === path));

function todo({ field: path, screen, label, why }) {
  const [name, words] = ["photo", "receipt"].includes(questions.get(path)?.kind) ? ["camera", "badge_photo"] : answer(path) === null ? ["ring", "badge_empty"] : ["warning", "badge_mend"];
  const link = h("a", { class: "lead", href: `#${screen}`, onclick: (event) => { event.preventDefault(); go(screen, path); } }, label);
  return h("li", {}, h("div", {}, link, small(why)), h("span", { class: "badge", "data-tone": "bad" }, icon(name), t(words)));
}

/** A question, never a verdict: the shopper changes it, or leaves it as it is. */
function doubt({ kind, screen, field, step, ...figures }) {
  const words = step ? { step: text(order.find((one) => one.key === step).title), words: affect.named(given(field), false) } : {};
  return h("li", {}, h("div", { class: "stack tight" }, h("p", {}, t(`doubt_${kind}`, { ...words, ...figures })), h("div", { class: "row" }, button(t("change"), () => go(screen, step ? null : field)))));
}

function summary({ key, title }, number, open) {
  const tap = tapOf(`${key}/@tap`);
  const words = given(`${key}/@named`);
  const grade = given(`${key}/@grade`);
  const felt = [words && !isDraft(`${key}/@named`) && affect.named(words, false), grade && t("grade_short", { n: grade })].filter(Boolean).join(", ");
  const state = open.some((one) => keyOf(one.field) === key) ? ["warning", "not_ready"] : ["check", "ready"];
  return h("li", {}, h("span", { class: "valence" }, tap ? instrument.face(tap) : icon("ring")),
    h("div", {}, h("a", { class: "lead", href: `#${key}/${data.asked ? "q" : "tap"}` }, `${number}. ${text(title)}`), small(unanswered(key) ? t("nobody_answered") : felt || (data.asked ? "" : t("not_said")))),
    h("span", {}, icon(state[0]), h("span", { class: "sr" }, t(state[1]))));
}

/** Handed in on the phone, on its way to us. */
const sending = () => ({
  title: t("on_its_way"),
  content: fill("on-its-way", { open: status.current.open && tn("still_to_send", status.current.open) }),
  footer: [big(t("back_to_check"), () => hand.cancel().then(render), "btn big")],
});

/** The receipt; or another phone was first. */
const done = ({ state, code, sha256, next, by, late }) => ({
  title: t(state === "other" ? "other_title" : "received_title"),
  content: fill(state === "other" ? "elsewhere" : "received", { code, hash: sha256, next, by, late: late && t("late_body") }),
  footer: [h("a", { class: "btn primary big", href: data.urls.visits }, t("to_visits"))],
});
