// Expressions over answers, as the server computes them; both pass the same cases. Fetched only where a form has one.

import { inside } from "comparisons";

const LONGEST = 4000;
const NUMBER = /^[ \t\r\n]*(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))[ \t\r\n]*$/;
const DAY = /^([1-9][0-9]{3})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?)?$/;
const CLOCK = /^([0-9]{2}):([0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?$/;

/** What an answer is here: a receipt is its amount. */
function plain(answer) {
  const value = inside(answer);
  return value !== null && typeof value === "object" && !Array.isArray(value) ? value.amount_cents ?? null : value;
}

export const truth = (value) => (typeof value === "number" ? value !== 0 && !Number.isNaN(value)
  : Array.isArray(value) ? value.length > 0 : Boolean(value));

const text = (value) => (value === null || Number.isNaN(value) ? "" : Array.isArray(value) ? value.map(text).join(" ") : String(value));
const finite = (amount) => (Number.isFinite(amount) ? amount : NaN);
const dayPart = (hours, minutes) => (hours > 23 || minutes > 59 ? NaN : (Number(hours) * 60 + Number(minutes)) / 1440);

function number(value) {
  if (value === null) return NaN;
  if (typeof value === "boolean" || typeof value === "number") return Number(value);
  const typed = text(value);
  let found = NUMBER.exec(typed);
  if (found) return finite(Number(found[1]));
  found = DAY.exec(typed);
  if (found) {
    const [, year, month, day, hours = "00", minutes = "00"] = found;
    const at = new Date(Date.UTC(year, month - 1, day));
    if (at.getUTCMonth() !== month - 1 || at.getUTCDate() !== Number(day)) return NaN;
    return at.getTime() / 864e5 + dayPart(hours, minutes);
  }
  found = CLOCK.exec(typed);
  return found ? dayPart(found[1], found[2]) : NaN;
}

function same(a, b) {
  if (typeof a === "boolean" || typeof b === "boolean") return truth(a) === truth(b);
  if (typeof a === "number" || typeof b === "number") return number(a) === number(b);
  return text(a) === text(b);
}

const tokens = (value) => (Array.isArray(value) ? value.map(text) : text(value).split(" ").filter(Boolean));
const cut = (words) => (words.length > LONGEST ? [...words].slice(0, LONGEST).join("") : words);

function rounded(value, places = 0) {
  const amount = number(value);
  const digits = number(places);
  if (Number.isNaN(amount) || !Number.isInteger(digits) || Math.abs(digits) > 9) return NaN;
  const scale = Number(`1e${Math.abs(digits)}`);
  const scaled = digits >= 0 ? amount * scale : amount / scale;
  if (!Number.isFinite(scaled)) return NaN;
  const near = Math.floor(scaled + 0.5);
  return digits >= 0 ? near / scale : near * scale;
}

function date(value) {
  if (typeof value === "number") {
    const days = Math.floor(value);
    return days >= -354285 && days <= 2932896 ? new Date(days * 864e5).toISOString().slice(0, 10) : null;
  }
  const typed = text(value);
  return DAY.test(typed) && !Number.isNaN(number(typed)) ? typed.slice(0, 10) : null;
}

// A pattern comes as the server read it: steps, walked beside the text, never longer than both
function fits(program, words) {
  const reach = (starts) => {
    const seen = new Set();
    const found = [];
    while (starts.length) {
      const at = starts.pop();
      if (seen.has(at)) continue;
      seen.add(at);
      const [what, ...rest] = program[at];
      if (what === "split" || what === "jump") starts.push(...rest);
      else found.push(at);
    }
    return found;
  };
  const takes = ([what, outside, ranges], code) => what === "char" && ranges.some(([low, high]) => low <= code && code <= high) !== outside;
  let here = reach([0]);
  for (const character of words) {
    here = reach(here.filter((at) => takes(program[at], character.codePointAt(0))).map((at) => at + 1));
    if (!here.length) return false;
  }
  return here.some((at) => program[at][0] === "match");
}

const calculation = (work) => (a, b) => finite(work(number(a), number(b)));
const OPERATIONS = {
  and: (...parts) => parts.every(truth),
  or: (...parts) => parts.some(truth),
  not: (part) => !truth(part),
  eq: same,
  ne: (a, b) => !same(a, b),
  lt: (a, b) => number(a) < number(b),
  lte: (a, b) => number(a) <= number(b),
  gt: (a, b) => number(a) > number(b),
  gte: (a, b) => number(a) >= number(b),
  add: calculation((a, b) => a + b),
  sub: calculation((a, b) => a - b),
  mul: calculation((a, b) => a * b),
  div: calculation((a, b) => (b === 0 ? NaN : a / b)),
  mod: calculation((a, b) => (b === 0 ? NaN : a % b)),
  neg: (a) => -number(a),
  selected: (value, key) => tokens(value).includes(text(key).replace(/^ +| +$/g, "")),
  "count-selected": (value) => tokens(value).length,
  if: (test, yes, no) => (truth(test) ? yes : no),
  coalesce: (...values) => values.find((one) => text(one) !== "") ?? values.at(-1),
  "string-length": (value) => [...text(value)].length,
  date,
  int: (value) => Math.trunc(number(value)),
  number,
  round: rounded,
  concat: (...values) => cut(values.map(text).join("")),
};

function valueOf(tree, answers, own) {
  if (!Array.isArray(tree)) return tree;
  const [operation, ...parts] = tree;
  if (operation === "ref") return plain(answers[parts[0]]);
  if (operation === "this") return plain(own);
  if (operation === "today") return answers["@now"]?.slice(0, 10) ?? null;
  if (operation === "now") return answers["@now"] ?? null;
  if (operation === "regex") return fits(parts[1], text(valueOf(parts[0], answers, own)));
  return OPERATIONS[operation](...parts.map((part) => valueOf(part, answers, own)));
}

/** The value of a tree, given answers by path and the answer being judged; what is no number is nothing. */
export function compute(tree, answers, own = null) {
  const value = valueOf(tree, answers, own);
  return typeof value === "number" && !Number.isFinite(value) ? null : value;
}

export const holds = (tree, answers, own) => truth(compute(tree, answers, own));
