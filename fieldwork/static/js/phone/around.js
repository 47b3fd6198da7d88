// Every phone page but the form: sends what is left on this phone, keeps the pages, guards the way out.

import { $, data, h, icon, t, tn, warning } from "dom";
import * as store from "store";
import * as status from "status";
import * as shell from "shell";
import { load } from "load";
import { Outbox } from "outbox";

// Before anything is awaited: a quick thumb must not get past the guard
document.querySelector("[data-log-out]")?.addEventListener("submit", leave);
// What stands beside it leads out of what this phone keeps: without network only to an error page of the browser
for (const way of document.querySelectorAll("[data-line]")) for (const event of ["submit", "click"]) way.addEventListener(event, needsLine);
const opened = open();

async function open() {
  await store.open(data.user);
  return new Outbox(await store.once("device", () => crypto.randomUUID()), {
    tell(next) {
      status.show(next);
      badge(next.open);
      document.dispatchEvent(new CustomEvent("fw-outbox"));
    },
    // A part of a visit follows: its form is kept while there is a network
    finished(row) {
      handedIn();
      return row.done.next && shell.renew(row.urls.form);
    },
    moved: (id, change) => document.dispatchEvent(new CustomEvent("fw-outbox", { detail: { id, ...change } })),
  });
}

async function begin() {
  const outbox = await opened;
  $("sync").addEventListener("click", () => outbox.now());
  if ($("outbox")) await (await load("sending")).draw(outbox);
  outbox.poke();
  reveal();
  await handedIn();
  document.addEventListener("visibilitychange", () => {
    reveal();
    // Not on the way out: WebKit keeps the next page waiting for a memory that is still being read
    if (!document.hidden) handedIn().catch(console.error);
  });
  const since = Object.fromEntries([...document.querySelectorAll("[data-keep]")].flatMap((one) => one.dataset.keep.split(" ").map((path) => [path, Number(one.dataset.since)])));
  const tabs = [...document.querySelectorAll(".tabbar a")].map((one) => one.pathname);
  load("tidy").then(({ others }) => others(data.user)).catch(console.error);
  await shell.start([...new Set([location.pathname, ...tabs, ...Object.keys(since)])], shown, since);
}

/** "Works without internet" stands only beside what was read back from this phone. */
function shown(kept) {
  for (const one of document.querySelectorAll("[data-promise]")) one.hidden = !one.dataset.keep.split(" ").every((path) => kept[path]);
}

/** A button of a visit that begins later comes by itself: this page may be an old one, without network. */
function reveal() {
  for (const one of document.querySelectorAll("[data-opens]")) one.hidden = Date.now() < one.dataset.opens;
}

/** A page that was kept does not know what was handed in since: it must not invite to begin that again. */
async function handedIn() {
  const rows = (await store.rounds()).filter((row) => row.final || row.done);
  for (const one of document.querySelectorAll("[data-round]")) {
    const row = rows.find(({ visit, round }) => visit === one.dataset.visit && round === Number(one.dataset.round));
    if (!row) continue;
    const [tone, name, words] = row.done ? ["ok", "check", t("received_by_us")] : ["warn", "clock", t("handed_in_here")];
    const said = h("span", { class: "badge", "data-tone": tone }, icon(name), words);
    const act = one.querySelector(".btn.primary");
    const way = act?.closest("form") ?? act;
    for (const stale of one.querySelectorAll("[data-now]")) stale.remove();
    if (one.querySelector(".badge")) one.querySelector(".badge").replaceWith(said);
    else if (one.matches("article")) way?.before(h("div", { class: "row" }, said));
    way?.replaceWith(h("a", { class: "btn big", href: row.urls.form }, t("open_form")));
  }
}

function badge(open) {
  const place = document.querySelector("[data-open]");
  if (!place) return;
  place.hidden = !open;
  place.replaceChildren(h("span", { "aria-hidden": "true" }, open), h("span", { class: "sr" }, ` ${tn("still_to_send", open)}`));
}

/** How many answers were begun and are not whole, with spoken notes that were cut off: none of them can be sent yet. */
async function unfinished() {
  const memos = await store.read((open) => store.result(open("meta").getAll(IDBKeyRange.bound("memo:", "memo:\uffff"))));
  let begun = 0;
  for (const row of (await store.rounds()).filter((one) => !one.done)) {
    const ops = await store.ops(row.visit, row.round);
    begun += memos.filter((one) => one.visit === row.visit && one.round === row.round).length;
    begun += ops.filter((op) => op.hold && !ops.some((other) => other.field === op.field && other.seq > op.seq)).length;
  }
  return begun;
}

/** Nobody logs out by accident with work that is only on this phone. */
async function leave(event) {
  event.preventDefault();
  const form = event.target;
  const outbox = await opened.catch(() => null);
  const [left] = outbox ? await outbox.unsent() : [];
  const begun = outbox && await unfinished();
  if (!(left || begun) || await (await load("leaving")).ask(left, begun, outbox)) {
    // Pages are forgotten only once the server heard that somebody goes; without a line all stays as it is
    const heard = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" }).catch(() => null);
    if (!heard) return refuse(form, "leave_offline");
    await shell.forget();
    // When a pad was shown is nobody else's either
    sessionStorage.clear();
    if (heard.ok || heard.type === "opaqueredirect") location.replace(`${document.body.dataset.scope}visits/`);
    else form.submit();
  }
}

function needsLine(event) {
  if (navigator.onLine !== false) return;
  event.preventDefault();
  refuse(event.currentTarget, "needs_line");
}

/** Why nothing happened, beside what was pressed: the notice is out of sight there, and follows the line. */
function refuse(pressed, key) {
  $("refused")?.remove();
  pressed.parentElement.before(h("p", { class: "error", id: "refused", role: "alert" }, warning(t(key))));
  $("refused").scrollIntoView({ block: "center" });
}

function complain(key) {
  $("notice").hidden = false;
  $("notice").textContent = t(key);
}

begin().catch((error) => {
  console.error(error);
  complain("no_storage");
});
