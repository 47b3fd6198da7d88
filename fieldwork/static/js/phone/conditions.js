// Which questions are asked, given the answers. The same rules as the server; both pass the same cases.

/** What is inside an answer; null for N/A, skipped, cleared, empty. */
export function inside(answer) {
  if (answer && typeof answer === "object" && !Array.isArray(answer)) {
    if ("v" in answer) answer = answer.v;
    else if ("na" in answer || "skipped" in answer) return null;
  }
  if (answer === undefined || answer === null || answer === "") return null;
  if (typeof answer === "object" && !Object.keys(answer).length) return null;
  return answer;
}

const same = (a, b) => (Array.isArray(a) && Array.isArray(b)
  ? a.length === b.length && a.every((one) => b.some((other) => same(one, other)))
  : a === b);
const many = (value) => (Array.isArray(value) ? value : [value]);

const COMPARE = {
  eq: same,
  ne: (a, b) => !same(a, b),
  in: (a, b) => many(a).some((one) => many(b).some((other) => same(one, other))),
  contains: (a, b) => (Array.isArray(a)
    ? many(b).every((part) => a.some((one) => same(one, part)))
    : typeof a === "string" && typeof b === "string" && a.toLowerCase().includes(b.toLowerCase())),
  gt: (a, b) => inOrder(a, b) && a > b,
  gte: (a, b) => inOrder(a, b) && a >= b,
  lt: (a, b) => inOrder(a, b) && a < b,
  lte: (a, b) => inOrder(a, b) && a <= b,
};
const inOrder = (a, b) => typeof a === typeof b && ["number", "string"].includes(typeof a);

/** Does the condition hold, given answers by path? A missing answer fails all but `not_answered`. */
export function evaluate(cond, answers) {
  if (!cond || !Object.keys(cond).length) return true;
  if (Array.isArray(cond.all)) return cond.all.every((part) => evaluate(part, answers));
  if (Array.isArray(cond.any)) return cond.any.some((part) => evaluate(part, answers));
  let value = inside(answers[cond.field]);
  if (cond.is === "answered") return value !== null;
  if (cond.is === "not_answered") return value === null;
  if (value === null) return false;
  if (typeof value === "object" && !Array.isArray(value)) value = value.amount_cents;
  return Object.hasOwn(COMPARE, cond.is) && COMPARE[cond.is](value, cond.value);
}

// Whether answers fit together is asked only where a form has expressions, see `further`
export const broken = () => "";

export const steps = (journey) => journey.phases.flatMap((phase) => phase.steps);

/** Paths of the steps and questions that are asked, in document order. Hidden answers count as not given. */
export function relevant(journey, answers) {
  const asked = new Set();
  const seen = {};
  for (const step of steps(journey)) {
    if (!evaluate(step.show_if, seen)) continue;
    asked.add(step.key);
    if (answers[`${step.key}/@unanswered`]?.v === true) continue;
    for (const question of step.questions) {
      const path = `${step.key}/${question.key}`;
      if (!evaluate(question.show_if, seen)) continue;
      asked.add(path);
      seen[path] = answers[path];
    }
  }
  return asked;
}
