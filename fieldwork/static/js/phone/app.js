// Start of the form: open the phone's memory, read back, draw, send.

import { $, data, t } from "dom";
import * as store from "store";
import * as answers from "answers";
import * as status from "status";
import { load } from "load";
import { Outbox } from "outbox";
import { flush, hand, render, rerender, start } from "form";
import * as shell from "shell";

async function begin() {
  await store.open(data.user);
  const device = await store.once("device", () => crypto.randomUUID());
  const { schema, language, token, urls, names } = data;
  // A key on the phone may be younger than that of a kept page
  const row = await store.keepRound(data, { schema, language, urls, names }, { token, submission: crypto.randomUUID() });
  hand.done = row.done ?? null;
  hand.wanted = Boolean(row.final) && !hand.done;
  await answers.load();
  if (!hand.done) await answers.release();
  const mine = (other) => other.visit === data.visit && other.round === data.round;
  const outbox = new Outbox(device, {
    visit: data.visit,
    tell(next) {
      status.show(next);
      // Under a finger nothing is drawn anew: the press would be lost
      if (hand.wanted && !hand.done && !$("actions").matches(":active")) rerender();
    },
    moved(id, change, of) {
      if (!mine(of)) return;
      answers.media.set(id, { ...answers.media.get(id), ...change });
      document.dispatchEvent(new CustomEvent("fw-media", { detail: id }));
    },
    taken(of, marks) {
      const refused = marks.filter(([, change]) => change.rejected);
      if (!refused.length || !mine(of)) return;
      answers.refuse(refused);
      hand.wanted = false;
      rerender();
    },
    finished(of) {
      if (!mine(of)) return;
      hand.done = of.done;
      flush();
      render();
      // A part follows: its form is on the phone before the shopper is out of reach again
      if (of.done.next) shell.renew(location.pathname);
    },
    invalid(of, questions) {
      if (!mine(of)) return;
      for (const { field, message } of questions) answers.refusals.set(field, message);
      hand.wanted = false;
      flush();
      render();
      // What is missing may be asked because of something that another phone gave
      catchUp();
    },
  });
  hand.start = async () => {
    flush();
    await answers.settled();
    await answers.release();
    // On disk first: "on its way" is a promise
    await store.keepRound(data, { final: 1, invalid: [] });
    hand.wanted = true;
    // It may have been refused before, for something that another phone gave
    outbox.repeated.delete(row.submission);
    outbox.poke();
  };
  hand.cancel = async () => {
    await store.keepRound(data, { final: 0 });
    hand.wanted = false;
  };
  let asked = false;
  answers.onSave((field, hold) => {
    outbox.repeated.delete(row.submission);
    if (!hold) outbox.soon();
    if (!asked) navigator.storage?.persist?.();
    asked = true;
  });
  $("sync").addEventListener("click", () => outbox.now());
  document.addEventListener("visibilitychange", async () => {
    if (document.hidden) return;
    if (await answers.refresh()) rerender();
    catchUp();
  });
  status.show({ state: navigator.onLine === false ? "offline" : "start" });
  // What the server missed while another page handed in
  for (const { field, message, seq } of row.invalid ?? []) if (!(answers.seqOf(field) > seq)) answers.refusals.set(field, message);
  await start();
  outbox.poke();
  catchUp(true);
  // The line may be gone before they are needed
  for (const name of data.ahead) load(name).catch(() => {});
  shell.start([location.pathname, ...data.urls.keep]);
}

/** With a session the server tells what changed since this page was made: a fresh key, another phone, a new round. */
async function catchUp(opening = false) {
  const answer = await fetch(data.urls.state, { headers: { Accept: "application/json" }, cache: "no-store", redirect: "error", signal: AbortSignal.timeout(20000) }).catch(() => null);
  if (answer?.status === 410) status.show({ state: "withdrawn" });
  const news = answer?.ok && await answer.json().catch(() => null);
  if (!news || !news.token) return;
  const { done } = await store.keepRound(data, { token: news.token });
  // The server was put back: what it lost is brought again, and the shopper stays where they are
  if (news.round < data.round) return;
  if (done && !hand.done) {
    // Another tab read the receipt
    hand.done = done;
    render();
  } else if (!done && !hand.wanted && (news.handed_in || news.round > data.round)) await hand.start(); // Whose it was is asked with our own
  if (news.round !== data.round || news.schema !== data.schema) {
    // A receipt that is being read stays
    if (hand.done && !opening) return;
    await shell.renew(location.pathname);
    // A photo that is being taken or made small is nowhere else yet
    await answers.settled();
    // Another round begins where it wants to, not at the receipt of this one
    if (news.round !== data.round) history.replaceState(null, "", location.pathname);
    location.reload();
  } else {
    answers.media.forEach((known, id) => news.media[id] && answers.media.set(id, { ...known, ...news.media[id] }));
    if (answers.merge(news.server_state)) rerender();
  }
}

begin().catch((error) => {
  console.error(error);
  // The first question would stand in the place of these words, with nothing to tap
  if ($("tap-screen").classList.contains("begins")) $("tap-screen").hidden = true;
  if (error.name === "QuotaExceededError") return status.show({ state: "full" });
  $("notice").hidden = false;
  $("notice").textContent = t("no_storage");
});
