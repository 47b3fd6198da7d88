// A question that stops: yes or no.

import { button, h } from "dom";

/** Ask yes or no in a native dialog that gives focus back. */
export function ask(title, body, yes, no) {
  return new Promise((answer) => {
    const box = h("dialog", { class: "dialog", "aria-labelledby": "ask-title" }, h("h2", { id: "ask-title" }, title), h("p", {}, body),
      h("footer", {}, button(no, () => box.close(""), "btn"), button(yes, () => box.close("yes"), "btn primary")));
    box.addEventListener("close", () => { box.remove(); answer(box.returnValue === "yes"); });
    document.body.append(box);
    box.showModal();
  });
}
