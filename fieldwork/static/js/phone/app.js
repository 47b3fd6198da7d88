// Start: open the phone's memory, read back, draw, send.

import { $, data, t } from "dom";
import * as store from "store";
import * as answers from "answers";
import * as status from "status";
import { Outbox } from "outbox";
import { hand, render, rerender, start } from "form";

const key = (name) => `${name}:${data.visit}/${data.round}`;

async function begin() {
  await store.open(data.user);
  const device = await store.once("device", () => crypto.randomUUID());
  const submission = await store.once(key("submission"), () => crypto.randomUUID());
  hand.done = (await store.meta(key("done"))) ?? null;
  hand.wanted = Boolean(await store.meta(key("final"))) && !hand.done;
  await answers.load();

  const outbox = new Outbox({ ...data, device, submission }, () => ({ media: answers.namedMedia(), final: hand.wanted }), (next) => {
    status.show(next);
    if (hand.wanted && !hand.done) rerender();
  });
  outbox.moved = (id, change) => {
    answers.media.set(id, { ...answers.media.get(id), ...change });
    document.dispatchEvent(new CustomEvent("fw-media", { detail: id }));
  };
  outbox.taken = (marks) => {
    const refused = marks.filter(([, change]) => change.rejected);
    if (!refused.length) return;
    answers.refuse(refused);
    hand.cancel().then(rerender);
  };
  outbox.finished = async (receipt) => {
    hand.done = { state: receipt.state, code: receipt.code, at: Date.now() };
    await store.setMeta(key("done"), hand.done);
    render();
  };
  outbox.invalid = async (found) => {
    for (const { field, message } of found) answers.refusals.set(field, message);
    await hand.cancel();
    render();
  };
  hand.start = async () => {
    hand.wanted = true;
    await store.setMeta(key("final"), 1);
    outbox.poke();
  };
  hand.cancel = async () => {
    hand.wanted = false;
    await store.setMeta(key("final"), 0);
  };
  let asked = false;
  answers.onSave((field, hold) => {
    if (!hold) outbox.poke();
    if (!asked) navigator.storage?.persist?.();
    asked = true;
  });
  $("sync").addEventListener("click", () => outbox.now());
  document.addEventListener("visibilitychange", async () => !document.hidden && await answers.refresh() && rerender());
  status.show({ state: navigator.onLine === false ? "offline" : "start" });
  start();
  outbox.poke();
}

begin().catch((error) => {
  console.error(error);
  $("notice").hidden = false;
  $("notice").textContent = t("no_storage");
});
