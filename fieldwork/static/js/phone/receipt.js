// A receipt: its amount and its photos.

import { h, t } from "dom";
import { slots } from "photo";

/** The control of one question; `tools` are those of typed fields. */
export function receipt(api, { typed, local, decimal }) {
  const now = () => api.inside ?? { amount_cents: null, currency: "EUR", photos: [] };
  const amount = now().amount_cents;
  const box = typed(api, { cls: "input short", inputmode: "decimal", value: local(typeof amount === "number" ? (amount / 100).toFixed(2) : amount), read: (raw) => ({ ...now(), amount_cents: cents(decimal(raw)) }) });
  return [h("div", { class: "field slim" }, h("label", { for: api.props.id }, t("amount")), h("div", { class: "row nowrap" }, h("span", {}, "€"), box)),
    slots(t("receipt_photo"), () => now().photos, 3, (photos, photo) => api.put({ ...now(), photos }, photo))];
}

/** An amount has whole cents; one that has not stays as it was typed, and is told to be unclear. */
const cents = (amount) => {
  if (typeof amount !== "number") return amount;
  const whole = Math.round(amount * 100);
  return Math.abs(amount * 100 - whole) < 1e-6 ? whole : String(amount);
};
