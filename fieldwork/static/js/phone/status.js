// The one status line: what is safe on the phone, what is under way, what needs the shopper.

import { $, icon, t, tn, time, h } from "dom";

const CALM = { start: "saved", saved: "saved", sent: "saved", sending: "sending", waiting: "offline", offline: "offline", wifi: "offline" };
const ICONS = { saved: "saved", sending: "saved", offline: "offline", failed: "warning" };
let savedAt = null;
let shown = "";
export let current = { state: "start", open: 0 };

/** Show a state in the bar; the same words are not announced twice. */
export function show(next) {
  // What could not be kept stays told until something can be kept again
  if (["full", "broken"].includes(current.state) && !["full", "broken", "saved"].includes(next.state)) next = { open: next.open };
  current = { ...current, ...next };
  const { state, open } = current;
  const look = CALM[state] ?? "failed";
  const label = state === "sending" && open ? tn("sending", open) : t(`status_${state}`);
  if (label !== shown) {
    shown = label;
    $("sync").dataset.state = look;
    $("sync").replaceChildren(icon(ICONS[look]), label);
  }
  notice(state);
}

/** The phone could not keep something. */
export function failed(error) {
  console.error(error);
  show({ state: error.name === "QuotaExceededError" ? "full" : "broken" });
}

/** An answer is on disk. */
export function saved(at) {
  savedAt = at;
  if (["full", "broken", "start", "sent"].includes(current.state)) show({ state: "saved" });
  line();
}

/** "Saved on your phone at 14.07" wherever the screen has room for it. */
export function line() {
  const place = $("saved-line");
  if (place && savedAt) place.replaceChildren(icon("saved"), t("saved_at", { time: time(savedAt) }));
}

function notice(state) {
  const calm = state in CALM;
  $("notice").hidden = calm;
  if (calm || $("notice").dataset.state === state) return;
  $("notice").dataset.state = state;
  $("notice").replaceChildren(icon("warning"), h("div", {}, h("strong", {}, `${t(`status_${state}`)}.`), " ", t(`${state}_body`), " ",
    state === "login" && h("a", { href: `${document.body.dataset.scope}visits/` }, t("log_in"))));
}
