// Logging out with work that is only here: send now, keep it for next time, or save a copy.

import { button, h, icon, t, tn } from "dom";
import { save } from "copy";

/** The dialog; `open` waits to be sent, `begun` is not finished. Resolves to true when the shopper may go. */
export function ask(open, begun, outbox) {
  return new Promise((answer) => {
    const line = h("p", { class: "small", role: "status" });
    const say = (words) => { line.textContent = words; };
    const box = h("dialog", { class: "dialog", "aria-labelledby": "leave-title" },
      h("h2", { id: "leave-title" }, tn("leave_title", open + begun)), h("p", {}, t("leave_body")), begun > 0 && h("p", {}, tn("leave_begun", begun)),
      h("div", { class: "stack tight" },
        open > 0 && button(t("leave_send"), async () => {
          say(t("leave_sending"));
          await outbox.now();
          const [left] = await outbox.unsent();
          if (left || begun) say(left ? tn("leave_left", left) : tn("leave_sent_but", begun));
          else box.close("go");
        }, "btn primary big"),
        button(t("leave_keep"), () => box.close("go"), "btn big"),
        button([icon("download"), t("leave_copy")], async () => say(t(await save() ? "copy_saved" : "copy_failed")), "btn big"),
        button(t("leave_stay"), () => box.close(""), "btn plain big")),
      line);
    box.addEventListener("close", () => { box.remove(); answer(box.returnValue === "go"); });
    document.body.append(box);
    box.showModal();
  });
}
