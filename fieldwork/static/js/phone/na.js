// Why a question did not apply: one of the known reasons, or one in own words.

import { answer } from "answers";
import { h, list, t, tag } from "dom";

/** What stands below a question at `path` that does not apply; `store(value)` keeps a reason. */
export function reasons(path, id, store) {
  const reason = answer(path)?.na ?? "";
  const known = list("na_reasons");
  const own = reason && !known.includes(reason);
  const pick = (words, checked, value) => tag({ name: `${id}-why`, checked, onchange: () => store({ na: value }) }, words);
  return [h("div", { class: "tags", role: "radiogroup", "aria-label": t("na_why") }, known.map((words) => pick(words, words === reason, words)), pick(t("na_other"), own, " ")),
    own && h("input", { class: "input", "aria-label": t("na_why"), maxlength: "200", value: reason.trim(), onchange: (event) => store({ na: event.target.value || " " }) })].filter(Boolean);
}
