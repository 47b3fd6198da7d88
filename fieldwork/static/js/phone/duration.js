// Minutes and seconds, and a stopwatch that goes on when the page is closed.

import { button, data, h, icon, t } from "dom";
import * as status from "status";
import { meta, setMeta } from "store";

/** The control of one question. */
export function duration(api) {
  const key = `watch:${data.visit}/${data.round}/${api.path}`;
  const part = (word) => h("input", { class: "input short", inputmode: "numeric", maxlength: "4", "aria-label": t(word), onchange: () => {
    const [m, s] = boxes.map((box) => Number(box.value));
    api.put(boxes.some((box) => box.value.trim()) ? (m >= 0 && s >= 0 ? Math.round(m * 60 + s) : boxes.map((box) => box.value).join(":")) : null);
  } });
  const boxes = [part("minutes"), part("seconds")];
  const show = (total) => { [boxes[0].value, boxes[1].value] = typeof total === "number" ? [Math.floor(total / 60), total % 60] : ["", ""]; };
  // By the clock of the wall: the page's own stands still while a phone sleeps in a pocket
  const passed = () => Math.max(0, Math.round((Date.now() - started) / 1000));
  let started = null;
  let tick;
  let busy = false;
  const watch = button("", async () => {
    if (busy) return;
    busy = true;
    if (started === null) {
      started = Date.now();
      run();
      // It runs on this page all the same
      await setMeta(key, started).catch(() => status.show({ state: "broken" }));
    } else {
      clearInterval(tick);
      const total = passed();
      show(total);
      // Its beginning goes only once the answer is on disk: until then there is nothing else to measure by
      if (await api.put(total)) {
        started = null;
        await setMeta(key, null).catch(() => {});
      }
      run();
    }
    busy = false;
  }, "btn tall");
  function run() {
    clearInterval(tick);
    watch.replaceChildren(icon("clock"), t(started ? "watch_stop" : "watch_start"));
    watch.classList.toggle("primary", started !== null);
    if (started) tick = setInterval(() => (watch.isConnected ? show(passed()) : clearInterval(tick)), 500);
  }
  show(api.inside);
  run();
  meta(key).then((kept) => { if (kept) { started = kept; run(); } });
  return h("div", { class: "row" }, boxes.map((box, index) => [box, h("span", { class: "muted" }, t(["minutes_short", "seconds_short"][index]))]), watch);
}
