// Stands in the place of `conditions` where a form has expressions: what is asked, computed, offered and accepted.

import { evaluate as plain, steps } from "comparisons";
import { t, text } from "dom";
import { compute, holds } from "formulas";

export { inside, steps } from "comparisons";

// The answers of what is asked and every computed value, as of the last look at the whole form
let known = {};
let waiting = false;

/** Does the condition hold, given answers by path? */
export function evaluate(cond, answers) {
  if (cond?.expr !== undefined) return holds(cond.expr, answers);
  if (Array.isArray(cond?.all)) return cond.all.every((part) => evaluate(part, answers));
  if (Array.isArray(cond?.any)) return cond.any.some((part) => evaluate(part, answers));
  return plain(cond, answers);
}

const two = (number) => String(number).padStart(2, "0");
function now() {
  const at = new Date();
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Paths of the steps and questions that are asked, in document order; computed values are known from their place on. */
export function relevant(journey, answers, moment = now()) {
  const asked = new Set();
  const seen = { "@now": moment };
  for (const step of steps(journey)) {
    if (!evaluate(step.show_if, seen)) continue;
    asked.add(step.key);
    if (answers[`${step.key}/@unanswered`]?.v === true) continue;
    const computed = [...(step.computed ?? [])];
    const work = (place) => {
      while (computed.length && computed[0].before <= place) {
        const { key, show_if: cond, formula } = computed.shift();
        if (evaluate(cond, seen)) seen[`${step.key}/${key}`] = { v: compute(formula.expr, seen) };
      }
    };
    step.questions.forEach((question, place) => {
      work(place);
      const path = `${step.key}/${question.key}`;
      if (!evaluate(question.show_if, seen)) return;
      asked.add(path);
      seen[path] = answers[path];
    });
    work(Infinity);
  }
  known = seen;
  if (!waiting) {
    waiting = true;
    queueMicrotask(() => { waiting = false; offer(journey); });
  }
  return asked;
}

/** Options that do not go with the other answers leave the screen. */
function offer(journey) {
  for (const step of steps(journey)) {
    for (const { key, options } of step.questions) {
      if (!options?.some((option) => option.show_if)) continue;
      for (const box of document.getElementsByName(`f-${step.key}/${key}-v`)) {
        const option = options.find((one) => one.key === box.value);
        if (option) box.closest("label").hidden = !evaluate(option.show_if, known);
      }
    }
  }
}

/** Why an answer does not fit the others, in words; "" when it does. */
export function broken({ options, constraint }, value) {
  const chosen = [value].flat();
  if (options?.some((option) => chosen.includes(option.key) && !evaluate(option.show_if, known))) return t("choose_again");
  return constraint && !holds(constraint.expr, known, value) ? text(constraint.message) || t("does_not_fit") : "";
}
