// The page "Sending": per visit what is safe, what waits, what was received; two phones; room on this phone.

import { $, button, choice, data, h, icon, small, t, tn, time, warning } from "dom";
import { load } from "load";
import { keyOf, picturesIn } from "outbox";
import * as shell from "shell";
import * as status from "status";
import * as store from "store";

const shares = new Map();
// What the shopper is choosing stays as it stands while the rest is drawn anew
const choosing = new Map();
const REDRAW = 100;
let again = null;
const badge = (tone, name, words) => h("span", { class: "badge", "data-tone": tone }, icon(name), words);
const BADGES = {
  sent: () => badge("ok", "check", t("item_sent")),
  waiting: () => badge("warn", "clock", t("item_waiting")),
  wifi: () => badge("warn", "offline", t("item_wifi")),
  refused: () => badge("bad", "warning", t("item_refused")),
  begun: () => badge("warn", "ring", t("item_begun")),
};
// Dates the British way; every other language has one way
const locale = data.language === "en" ? "en-GB" : data.language;
const megabytes = (bytes, unit = bytes >= 1e9 ? 1e9 : 1e6) => t(unit === 1e9 ? "gigabytes" : "megabytes", { n: new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(Math.max(bytes / unit, 0.1)) });
const moment = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short" });
let outbox;

/** Draw the page, and again whenever something was sent. */
export async function draw(sender) {
  outbox = sender;
  document.addEventListener("fw-outbox", ({ detail }) => {
    if (detail?.id) shares.set(detail.id, detail.share ?? (detail.sent ? 1 : 0));
    soon();
  });
  await paint();
}

function soon() {
  clearTimeout(again);
  again = setTimeout(paint, REDRAW);
}

// All that is asked of the phone comes first: two drawings at once cannot end in the order in which they did not begin
async function paint() {
  const known = await Promise.all((await store.rounds()).map(look));
  // A form that was only looked at is no work
  const rows = known.filter((one) => one.answers || one.row.final || one.row.done || outbox.problems.has(keyOf(one.row)));
  const below = await room(rows);
  // Under a finger nothing is taken away
  if ($("outbox").matches(":active")) return soon();
  const under = rows.filter((one) => !one.row.done);
  const received = rows.filter((one) => one.row.done);
  // What is not finished is not sent either
  const waits = under.some((one) => one.open || one.begun);
  $("outbox-title").textContent = waits ? t("outbox_safe") : data.conflicts.length ? t("outbox_choose") : rows.length ? t("outbox_sent") : t("outbox_empty");
  $("offline-notice").hidden = status.current.state !== "offline";
  $("outbox-count").textContent = tn("visits_here", rows.length);
  const focus = document.activeElement?.id;
  $("outbox").replaceChildren(
    ...under.map(visit), ...elsewhere(rows),
    ...(received.length ? [h("section", { class: "stack tight", "aria-labelledby": "h-received" }, h("h2", { id: "h-received" }, t("received_by_us")), h("div", { class: "card flush" }, h("ul", { class: "rows" }, received.map(receipt))))] : []),
    below,
  );
  if (focus) $(focus)?.focus();
}

async function look(row) {
  const ops = await store.ops(row.visit, row.round);
  const named = picturesIn(ops);
  const media = (await store.media(row.visit, row.round)).filter((one) => named.has(one.id));
  const unsent = ops.filter((op) => !op.sent && !op.hold).length;
  const begun = [...new Map(ops.map((op) => [op.field, op])).values()].filter((op) => op.hold).length;
  const refused = ops.filter((op) => op.rejected).length + media.filter((one) => one.refused).length;
  const bytes = media.reduce((sum, one) => sum + one.size, 0);
  return { row, media, unsent, refused, begun, bytes, answers: new Set(ops.map((op) => op.field)).size, open: unsent + media.filter((one) => !one.sent && !one.refused).length + (row.final ? 1 : 0) };
}

function visit(one) {
  const { row, media, unsent, refused, begun, open } = one;
  const id = `v-${row.visit}-${row.round}`;
  const items = [[t("answers_and_feelings"), tn("answers_given", one.answers - begun), unsent ? "waiting" : refused ? "refused" : "sent", null],
    ...(begun ? [[t("answers_begun"), tn("answers_given", begun), "begun", null]] : []),
    ...media.map((picture) => [picture.label || t("a_photo"), megabytes(picture.size), picture.refused ? "refused" : picture.sent ? "sent" : outbox.waitsForWifi() ? "wifi" : "waiting", picture])];
  const sent = items.filter(([, , state]) => state === "sent").length;
  const problem = outbox.problems.get(keyOf(row));
  return h("section", { class: "stack tight", "aria-labelledby": id }, h("h2", { id }, row.names?.title ?? ""), small(`${t("sent_of", { n: sent, of: items.length })} · ${t(row.final ? "handed_in_here" : "not_handed_in")}`),
    row.invalid?.length > 0 && h("div", { class: "notice", "data-tone": "warn" }, icon("warning"), h("div", {}, tn("invalid_here", row.invalid.length))),
    problem && h("div", { class: "notice", "data-tone": "bad" }, icon("warning"), h("div", {}, h("strong", {}, `${t(`status_${problem}`)}.`), " ", t(`${problem}_body`))),
    h("div", { class: "card flush" }, h("ul", { class: "rows" }, items.map(([words, more, state, picture]) => h("li", {},
      h("div", {}, h("span", { class: "lead" }, words), small(picture?.refused?.trim() || more),
        picture && ["waiting", "wifi"].includes(state) && h("progress", { class: "progress", max: "1", value: shares.get(picture.id) ?? 0, "aria-label": t("how_far", { what: words }) })),
      BADGES[state]())))),
    ...data.conflicts.filter((two) => isOf(two, row)).map(versions),
    h("div", { class: "row" }, h("a", { class: "btn", href: row.urls.form }, t("open_form")),
      (open > 0 || refused > 0 || problem) && button([icon("download"), t("save_copy")], async () => { const { save } = await load("copy"); say(await save(row)); }),
      ["withdrawn", "stuck"].includes(problem) && button(t("remove_here"), () => remove(row))));
}

const say = (saved) => { $("live").textContent = t(saved ? "copy_saved" : "copy_failed"); };

async function remove(row) {
  const { ask } = await load("asking");
  if (!(await ask(t("remove_title", { visit: row.names?.title ?? "" }), t("remove_body"), t("remove_yes"), t("remove_no")))) return;
  await store.forget(row);
  outbox.problems.delete(keyOf(row));
  outbox.poke();
  await paint();
}

function receipt({ row }) {
  const { done } = row;
  const at = `${moment.format(done.at)}, ${time(done.at)}`;
  return h("li", {}, h("div", {}, h("span", { class: "lead" }, row.names?.title ?? ""), small(done.code ? t("receipt_line", { at, code: done.code }) : t("other_title")),
    done.late && small(t("late_body")),
    done.sha256 && h("p", { class: "small muted hash" }, `${t("control_code")} ${done.sha256}`)), badge("ok", "check", t("item_complete")));
}

const isOf = (one, row) => one.visit === row.visit && one.round === row.round;

/** What two phones gave at visits that this phone never opened. */
function elsewhere(rows) {
  return data.conflicts.filter((one) => !rows.some(({ row }) => isOf(one, row))).map((one) => h("section", { class: "stack tight" }, h("h2", {}, one.title), versions(one)));
}

/** Both values of one field, as the server had them when this page was made; the shopper chooses, then says so. */
function versions(one) {
  if (!choosing.has(one)) choosing.set(one, conflict(one));
  return choosing.get(one);
}

function conflict(one) {
  const name = `c-${one.visit}-${one.field}`;
  const why = h("p", { class: "error", role: "alert" });
  let chosen;
  return h("fieldset", { class: "card stack tight", id: name }, h("legend", { class: "sr" }, one.question),
    badge("bad", "copy", t("two_versions")), h("p", {}, t("two_phones", { question: one.question })),
    h("div", { class: "choices" }, one.options.map((option, index) => choice("radio", { name, id: `${name}-${index}`, onchange: () => { chosen = option; why.textContent = ""; } }, option.words,
      t(option.device === outbox.device ? "this_phone_at" : "other_phone_at", { at: time(Date.parse(option.at)) })))),
    button(t("settle"), () => { if (chosen) settle(one, chosen); else why.textContent = t("choose_one"); }, "btn", { id: `${name}-settle` }), why);
}

async function settle(one, option) {
  const { submission } = await store.keepRound(one, {}, { ...one.row, submission: crypto.randomUUID() });
  outbox.repeated.delete(submission);
  await store.append({ id: crypto.randomUUID(), visit: one.visit, round: one.round, field: one.field, value: option.value, hold: 0, sent: 0, settles: true, t_wall: new Date().toISOString() });
  // Not "sent" from here on
  status.saved(Date.now());
  data.conflicts = data.conflicts.filter((other) => other !== one);
  $("live").textContent = t("settled");
  await paint();
  await outbox.now();
  // The page that is kept on the phone still asks
  shell.renew(location.pathname);
}

async function room(rows) {
  const { quota = 0, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  const wifi = navigator.connection?.type && choice("checkbox", { id: "wifi-only", checked: Boolean(await store.meta("wifi_only")), onchange: async (event) => {
    await store.setMeta("wifi_only", event.target.checked ? 1 : 0);
    outbox.now();
  } }, t("wifi_only"), t("wifi_only_hint"));
  const full = status.current.state === "full" || (quota > 0 && usage / quota > 0.9);
  const largest = [...rows].filter((one) => one.open).sort((a, b) => b.bytes - a.bytes)[0];
  return h("section", { class: "stack tight", "aria-label": t("room_here") }, wifi,
    full && h("div", { class: "notice", "data-tone": "warn" }, warning(largest ? t("almost_full_send", { visit: largest.row.names?.title ?? "" }) : t("almost_full"))),
    quota > 0 && small(t("room_used", { used: megabytes(usage), all: megabytes(quota) })));
}
