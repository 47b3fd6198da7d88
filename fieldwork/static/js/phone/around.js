// Every phone page but the form: sends what is left on this phone, keeps the pages, guards the way out.

import { $, data, h, t, tn } from "dom";
import * as store from "store";
import * as status from "status";
import * as shell from "shell";
import { Outbox } from "outbox";

let sure = false;
// Before anything is awaited: a quick thumb must not get past the guard
document.querySelector("[data-log-out]")?.addEventListener("submit", leave);
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
    finished: (row) => row.done.next && shell.renew(row.urls.form),
    moved: (id, change) => document.dispatchEvent(new CustomEvent("fw-outbox", { detail: { id, ...change } })),
  });
}

async function begin() {
  const outbox = await opened;
  $("sync").addEventListener("click", () => outbox.now());
  if ($("outbox")) await (await import("sending")).draw(outbox);
  outbox.poke();
  const since = Object.fromEntries([...document.querySelectorAll("[data-keep]")].flatMap((one) => one.dataset.keep.split(" ").map((path) => [path, Number(one.dataset.since)])));
  const tabs = [...document.querySelectorAll(".tabbar a")].map((one) => one.pathname);
  await shell.start([...new Set([location.pathname, ...tabs, ...Object.keys(since)])], shown, since);
}

/** "Works without internet" stands only beside what was read back from this phone. */
function shown(kept) {
  for (const one of document.querySelectorAll("[data-keep]")) one.hidden = !one.dataset.keep.split(" ").every((path) => kept[path]);
}

function badge(open) {
  const place = document.querySelector("[data-open]");
  if (!place) return;
  place.hidden = !open;
  place.replaceChildren(h("span", { "aria-hidden": "true" }, open), h("span", { class: "sr" }, ` ${tn("still_to_send", open)}`));
}

/** How many answers were begun and are not whole, with spoken notes that were cut off: none of them can be sent yet. */
async function unfinished() {
  let begun = await store.read((open) => store.result(open("meta").count(IDBKeyRange.bound("memo:", "memo:\uffff"))));
  for (const row of await store.rounds()) {
    const ops = row.done ? [] : await store.ops(row.visit, row.round);
    begun += ops.filter((op) => op.hold && !ops.some((other) => other.field === op.field && other.seq > op.seq)).length;
  }
  return begun;
}

/** Nobody logs out by accident with work that is only on this phone. */
async function leave(event) {
  if (sure) return;
  event.preventDefault();
  const form = event.target;
  const outbox = await opened.catch(() => null);
  const left = outbox && await outbox.unsent();
  const begun = outbox && await unfinished();
  if (!(left || begun) || await (await import("leaving")).ask(left, begun, outbox)) {
    sure = true;
    await shell.forget();
    form.requestSubmit();
  }
}

begin().catch((error) => {
  console.error(error);
  $("notice").hidden = false;
  $("notice").textContent = t("no_storage");
});
