// The answers of this round: the fold of all ops, what is asked, what is missing, and saving.

import { $, data, list, t, tn, text } from "dom";
import { broken, relevant, steps } from "conditions";
import { photosOf } from "outbox";
import * as store from "store";
import * as status from "status";

// Field → newest op
const fold = new Map();
// Field → newest op that the disk has: what one shows again that could not be kept
const onDisk = new Map();
// Step → time of its first op, for the delay of an earlier tap
const firstAt = new Map();
// Id → row of a picture: what the server has of it, then what this phone has
export const media = new Map(Object.entries(data.media));
// Field → what the server said
export const refusals = new Map();
// Of a visit in dated parts only this part; a return round has questions only, no start and no end.
export const episode = data.episode ?? { first: !data.asked, last: !data.asked };
export const order = steps(data.document).filter(({ key }) => episode.steps?.includes(key) ?? true);
export const questions = new Map(order.flatMap((step) => step.questions.map((q) => [`${step.key}/${q.key}`, q])));
// Work that ends in an answer: a chooser of files that is open, a picture being made small
const pending = new Set();
export function working(work) {
  pending.add(work);
  work.catch(() => {}).finally(() => pending.delete(work));
  return work;
}
/** Resolves when nothing is under way any more, also what began meanwhile. */
export async function settled() {
  while (pending.size) await Promise.allSettled(pending);
}
let listeners = [];

/** Read back what this phone holds; where it holds nothing, what the server already has. */
export async function load() {
  merge(data.server_state);
  await refresh();
  for (const [field, op] of fold) if (op.rejected) refusals.set(field, op.rejected);
}

/** A text that was still being typed when the phone went away, or the screen, counts as given once it is whole. */
export async function release() {
  for (const [field, { hold, value }] of fold) {
    const whole = questions.has(field) ? !problem(field) : field.endsWith("/@named") && wholeWords(value?.v);
    if (hold && whole) await save(field, value?.v === "" && !value.photos ? null : value);
  }
}
/** Every named emotion has its strength, and an own word says how it felt. */
export const wholeWords = (words) => Boolean(words?.named.length)
  && words.named.every((one) => (one.emotion === "neutral" || one.intensity) && (one.emotion !== "other" || (one.sign && one.text?.trim())));

/** Take what the server has (its seq is 0) where this phone has nothing of its own; did anything change? */
export function merge(state) {
  let changed = false;
  for (const [field, { value }] of Object.entries(state)) {
    const known = fold.get(field);
    if (known && (known.seq !== 0 || JSON.stringify(known.value) === JSON.stringify(value))) continue;
    const op = { field, value, seq: 0 };
    fold.set(field, op);
    onDisk.set(field, op);
    changed = true;
  }
  return changed;
}

/** Take what this phone kept and this page does not show yet, such as another tab's work; was there anything? */
export async function refresh() {
  const newer = (await store.ops(data.visit, data.round)).filter(({ field, seq }) => !fold.has(field) || seq > fold.get(field).seq);
  newer.sort((a, b) => a.seq - b.seq).forEach(take);
  for (const row of await store.media(data.visit, data.round)) media.set(row.id, row);
  return newer.length > 0;
}

function take(op) {
  fold.set(op.field, op);
  if (op.seq >= 0) onDisk.set(op.field, op);
  const [step, name] = op.field.split("/");
  if (name && (name === "@tap" || name[0] !== "@") && op.value && !firstAt.has(step)) firstAt.set(step, Date.parse(op.t_wall));
}

// Screen → ms in sight for as long as this page lives; what was hidden is not counted
const seen = {};
let screen = "";
let since;
/** Another screen comes up, or the same one goes on: how long it was in sight so far. */
export function sight(next = screen) {
  const now = performance.now();
  seen[screen] = (seen[screen] || 0) + (now - since || 0);
  [screen, since] = [next, document.hidden ? NaN : now];
  return Math.round(seen[next] || 0);
}
document.addEventListener("visibilitychange", () => sight());

/** The server refused some ops: remember why at their field, unless a newer answer stands there. */
export function refuse(marks) {
  for (const [id, { rejected }] of marks) for (const op of fold.values()) if (op.id === id) refusals.set(op.field, rejected);
}

export const answer = (field) => fold.get(field)?.value ?? null;
export const given = (field) => answer(field)?.v ?? null;
export const seqOf = (field) => fold.get(field)?.seq ?? 0;
export const isDraft = (field) => Boolean(fold.get(field)?.hold);
export const onSave = (listener) => listeners.push(listener);
export const all = () => Object.fromEntries([...fold].map(([field, op]) => [field, op.value]));
export const asked = (answers = all()) => {
  const paths = relevant(data.document, answers);
  return data.asked ? new Set([...paths, ...data.asked]) : paths;
};
export const unanswered = (step) => given(`${step}/@unanswered`) === true;

/** Minutes since the first answer of any later step, when there was one before now. */
export function delay(stepKey) {
  const at = order.findIndex((step) => step.key === stepKey);
  const later = order.slice(at + 1).map((step) => firstAt.get(step.key)).filter(Boolean);
  return later.length ? Math.max(0, Math.round((Date.now() - Math.min(...later)) / 6000) / 10) : 0;
}

/**
 * Keep one answer. `hold` keeps it on the phone only (not whole yet). `photo` goes to disk in the same transaction.
 * Resolves to false when the phone could not keep it: the status line says why, and it does not count as given.
 */
export async function save(field, value, { hold = false, photo = null } = {}) {
  const op = {
    id: crypto.randomUUID(), visit: data.visit, round: data.round, schema: data.schema, language: data.language, field, value, hold: hold ? 1 : 0, sent: 0,
    t_wall: new Date().toISOString(), t_mono: Math.round(performance.now()), shown_ms: sight(),
  };
  const refused = refusals.get(field);
  take(op);
  unkept.delete(field);
  remark(field);
  refusals.delete(field);
  const row = photo && { label: text(questions.get(field)?.text), ...photo, visit: data.visit, round: data.round, field, sent: 0 };
  if (row) media.set(row.id, { ...row, bytes: undefined });
  try {
    const kept = await store.append(op, row);
    op.seq = kept.seq;
    onDisk.set(field, op);
    // A newer one that failed meanwhile made place for an older one
    const shown = fold.get(field);
    if (!shown || shown.seq < op.seq) fold.set(field, op);
    remark(field);
    status.saved(Date.now());
  } catch (error) {
    if (fold.get(field) === op) {
      const last = onDisk.get(field);
      last ? fold.set(field, last) : fold.delete(field);
      if (refused) refusals.set(field, refused);
      unkept.add(field);
      remark(field);
    }
    if (row) media.delete(row.id);
    status.failed(error);
    return false;
  }
  // A photo goes at once, whatever its answer still waits for
  for (const listener of listeners) listener(field, hold && !photo);
  return true;
}

// Fields whose newest answer the disk did not take
const unkept = new Set();
/** Tells beside a question or a part whether its newest answer is on disk. Its room is always there: nothing moves. */
export function mark(field) {
  const place = $("mark").content.firstChild.cloneNode(true);
  place.dataset.field = field;
  remark(field, [place]);
  return place;
}
function remark(field, places = document.querySelectorAll(`[data-field="${field}"]`)) {
  const { value, seq } = fold.get(field) ?? {};
  for (const place of places) place.dataset.kept = unkept.has(field) ? "no" : value && seq >= 0 ? "yes" : "";
}

/** Why a picture of this answer was refused, in words. */
export function refusedPhoto(value) {
  const why = photosOf(value).map((id) => media.get(id)?.refused).find(Boolean);
  return why && t("photo_refused_why", { why });
}

/** How many evidence photos this answer needs, and may have. */
export function evidence(question, value) {
  const rule = question.evidence;
  if (!rule || value?.na) return null;
  const chosen = value?.v;
  const wanted = rule.when === "always" || chosen === rule.when || (Array.isArray(chosen) && chosen.includes(rule.when));
  return wanted ? { min: rule.min ?? 1, max: rule.max ?? 3 } : null;
}

/** What is wrong with the answer to a question, in words; "" when it is whole or may stay empty. */
export function problem(field, value = answer(field)) {
  const question = questions.get(field);
  if (question.kind === "note") return "";
  if (refusedPhoto(value)) return refusedPhoto(value);
  if (value?.na !== undefined) return value.na.trim() ? "" : t("na_reason_missing");
  const empty = value?.v === undefined || value.v === null || value.v === "" || (Array.isArray(value.v) && !value.v.length);
  if (empty) {
    if (value?.photos?.length) return t("missing");
    return question.required || (question.kind === "photo" && question.min > 0) ? t("missing") : "";
  }
  const wrong = PROBLEMS[question.kind]?.(question, value.v) || broken(question, value.v);
  if (wrong) return wrong;
  const proof = evidence(question, value);
  const photos = value.photos?.length ?? 0;
  return proof && photos < proof.min ? tn("photos_missing", proof.min - photos) : "";
}

const range = (q, v, unit = "") => {
  if (typeof v !== "number" || Number.isNaN(v)) return t("number_unclear");
  if (q.min != null && v < q.min) return t("number_low", { min: q.min, unit });
  if (q.max != null && v > q.max) return t("number_high", { max: q.max, unit });
  return "";
};
// Somebody who types 26 for a year, or one figure too many
const year = (q, v) => (/^(19|20)\d\d-/.test(v) ? "" : t("year_odd"));
const PROBLEMS = {
  date: year,
  datetime: year,
  number: (q, v) => range(q, v, text(q.unit)) || (Math.abs(v * 10 ** (q.decimals ?? 0) - Math.round(v * 10 ** (q.decimals ?? 0))) > 1e-6 ? tn("decimals", q.decimals ?? 0) : ""),
  duration: (q, v) => range(q, v, t("seconds")),
  multiple: (q, v) => {
    if (q.min != null && v.length < q.min && !v.some((key) => q.options.find((o) => o.key === key)?.exclusive)) return tn("choose_min", q.min);
    return q.max != null && v.length > q.max ? tn("choose_max", q.max) : "";
  },
  short_text: (q, v) => (v.length > 200 ? t("too_long", { n: 200 }) : ""),
  long_text: (q, v) => {
    const most = q.max_length || 4000;
    if (q.min_length && v.trim().length < q.min_length) return t("too_short", { n: q.min_length - v.trim().length });
    return v.length > most ? t("too_long", { n: most }) : "";
  },
  photo: (q, v) => (v.length < (q.min ?? 1) ? tn("photos_missing", (q.min ?? 1) - v.length) : ""),
  receipt: (q, v) => {
    if (!Number.isInteger(v.amount_cents)) return t("amount_missing");
    return q.photo_required && !v.photos?.length ? t("receipt_photo_missing") : "";
  },
};

/** Everything that stands between the shopper and handing in: [{field, screen, label, why}]. */
export function missing() {
  const open = [];
  const paths = asked();
  const part = (field, screen, label) => {
    const why = refusals.get(field) || ((answer(field) === null || isDraft(field)) && t("missing"));
    if (why) open.push({ field, screen, label, why });
  };
  if (episode.first) part("@baseline", "baseline", list("titles").baseline);
  order.forEach((step) => {
    if (!paths.has(step.key)) return;
    const name = text(step.title);
    if (!data.asked && !unanswered(step.key)) {
      for (const [kind, label] of Object.entries(list("parts"))) part(`${step.key}/@${kind}`, `${step.key}/${kind}`, `${name}: ${label}`);
    }
    for (const question of step.questions) {
      const field = `${step.key}/${question.key}`;
      if (!paths.has(field) || (data.asked && !data.asked.includes(field))) continue;
      const why = refusals.get(field) || problem(field);
      if (why) open.push({ field, screen: `${step.key}/q`, label: `${name}: ${text(question.text)}`, why });
    }
  });
  if (episode.last) {
    part("@overall", "overall", list("titles").overall);
    part("@recommend", "overall", list("titles").recommend);
  }
  return open;
}
