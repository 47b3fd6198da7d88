// Small helpers: build elements, speak the shopper's words, show a moment.

export const $ = (id) => document.getElementById(id);
const json = (id) => JSON.parse($(id).textContent);

export const data = json("form-data");
const words = json("words");

/** A word of the page, with {names} filled in. */
export const t = (key, values = {}) => (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

/** A word that depends on a number: `key_one` or `key_many`, with {n}. */
export const tn = (key, n, values = {}) => t(`${key}_${n === 1 ? "one" : "many"}`, { n, ...values });

export const list = (key) => words[key];

/** A text of the journey in the shopper's language; rather the other language than nothing. */
export const text = (texts) => (texts && (texts[data.language] || Object.values(texts).find(Boolean))) || "";

export const time = (ms) => new Date(ms).toTimeString().slice(0, 5).replace(/^0?(\d+):/, t("clock_hours"));

/** h("p", {class: "small", onclick: f}, "text", child, null): an element. Only text goes in, never HTML. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === false || value == null) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "value" || key === "checked") element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(9).filter((child) => child != null && child !== false));
  return element;
}

/** A labelled box to tick (checkbox or radio); `quiet` is the dashed one that says "not applicable". */
export const choice = (type, props, words, hint, quiet) => h("label", { class: `choice${quiet ? " quiet" : ""}` },
  h("input", { type, ...props }), h("span", {}, words, hint && h("small", {}, hint)));
export const tag = (props, words) => h("label", {}, h("input", { type: "radio", ...props }), words);
export const small = (words, props) => h("p", { class: "small muted", ...props }, words);

export const icon = (name) => $("icons").content.querySelector(`[data-icon="${name}"] svg`)?.cloneNode(true) ?? "";
export const warning = (words) => [icon("warning"), h("span", {}, words)];
export const button = (label, onclick, cls = "btn", extra = {}) => h("button", { type: "button", class: cls, onclick, ...extra }, label);

/** A copy of a template of the page; what is known goes in by name, the rest stays as it is there. */
export function fill(id, parts) {
  const copy = $(id).content.cloneNode(true);
  for (const [name, part] of Object.entries(parts)) if (part) copy.querySelector(`[data-${name}]`)?.replaceChildren(...[part].flat());
  return copy;
}

/** Say something once to whoever listens to the page. */
export function say(message) {
  const live = $("live");
  live.textContent = "";
  requestAnimationFrame(() => (live.textContent = message));
}
