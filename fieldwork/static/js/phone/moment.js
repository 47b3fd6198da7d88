// A date, a time, or both, with a button for now.

import { button, h, t } from "dom";

const KINDS = { date: ["date", 0, 10, "today"], time: ["time", 11, 16, "right_now"], datetime: ["datetime-local", 0, 16, "right_now"] };

/** The control of one question; `typed` makes a field that is kept at once. */
export function moment(api, typed) {
  const [type, from, to, word] = KINDS[api.question.kind];
  const box = typed(api, { type, value: api.inside ?? "", oninput: null, read: (raw) => raw.slice(0, 16) });
  return h("div", { class: "row nowrap" }, box, button(t(word), () => {
    const now = new Date();
    box.value = new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(from, to);
    api.put(box.value);
  }, "btn tall"));
}
