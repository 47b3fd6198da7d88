// One question of each kind: label, hint, error, control, N/A. Every change is kept at once.

import { ask, button, choice, data, h, icon, list, small, t, tag, text } from "dom";
import { all, answer, asked, evidence, problem, questions, refusals, save } from "answers";
import { grades } from "affect";
import { photoHint, slots } from "photo";
import { meta, setMeta } from "store";

const TYPING = 250;
const CHOICES = new Set(["yes_no", "single", "scale", "multiple", "grade", "nps"]);

/** The element of a question; `element.update(number)` draws its number and error again. */
export function field(path, shown) {
  const question = questions.get(path);
  const id = `f-${path}`;
  if (question.kind === "note") return Object.assign(h("div", { class: "panel", id }, h("p", {}, text(question.text)), text(question.hint) && small(text(question.hint))), { update() {} });

  const grouped = CHOICES.has(question.kind) || ["duration", "photo", "receipt"].includes(question.kind);
  const box = h(grouped ? "fieldset" : "div", { class: "field", id });
  const title = h(grouped ? "legend" : "label", grouped ? {} : { for: `${id}-in` });
  const error = h("p", { class: "error", id: `${id}-error`, hidden: true });
  const remark = data.remarks?.[path];
  const body = h("div", { class: "stack tight" });
  const extra = h("div", { class: "stack tight" });
  const hints = [text(question.hint), question.kind === "photo" && photoHint(question.min, question.max), question.kind === "multiple" && t("more_answers")].filter(Boolean);
  box.append(...[title, remark && h("div", { class: "notice", "data-tone": "warn" }, icon("return"), h("div", {}, h("strong", {}, t("reviewer_asks")), " ", remark)),
    hints.length && h("p", { class: "hint", id: `${id}-hint` }, hints.join(" ")), error, body, extra].filter(Boolean));

  const api = {
    question, path, id, shown,
    get inside() { return answer(path)?.v ?? null; },
    described: `${hints.length ? `${id}-hint ` : ""}${id}-error`,
    put, draft, put_photos: (photos, photo) => put(api.inside, { photos, photo }),
  };

  async function put(inside, { photos = answer(path)?.photos, photo = null, quiet = false } = {}) {
    const empty = inside === null || inside === "" || (Array.isArray(inside) && !inside.length);
    const value = empty && !photos?.length ? null : { ...(!empty && { v: inside }), ...(photos?.length && { photos }) };
    await keep(value, photo);
    if (!quiet) after();
  }
  async function keep(value, photo) {
    const hidden = lost(path, value);
    if (hidden.length && !(await ask(t("hides_title"), t("hides_body", { questions: hidden.join(", ") }), t("hides_yes"), t("hides_no")))) {
      draw();
      return;
    }
    await save(path, value, { hold: value !== null && Boolean(problem(path, value)), photo, shown });
  }
  let typing;
  function draft(inside) {
    clearTimeout(typing);
    typing = setTimeout(() => save(path, { ...answer(path), v: inside, na: undefined }, { hold: true, shown }), TYPING);
  }
  const stop = () => clearTimeout(typing);
  body.addEventListener("change", stop, true);

  function after() {
    error.hidden = true;
    box.classList.remove("invalid");
    const value = answer(path);
    if (value && problem(path) && !evidence(question, value)) fail(problem(path));
    proof();
    na();
  }
  function fail(words) {
    error.replaceChildren(icon("warning"), h("span", {}, words));
    error.hidden = false;
    box.classList.add("invalid");
  }
  function proof() {
    const rule = evidence(question, answer(path));
    const there = extra.querySelector(".proof");
    if (!rule) there?.remove();
    else if (!there) extra.prepend(h("div", { class: "proof stack tight" }, h("p", { class: "small" }, t("evidence"), " ", photoHint(rule.min, rule.max)), slots(text(question.text), () => answer(path)?.photos ?? [], rule.max, (ids, photo) => api.put_photos(ids, photo))));
  }
  function na() {
    const reason = answer(path)?.na;
    extra.querySelector(".na")?.remove();
    if (reason === undefined) {
      const toggle = body.querySelector("[data-na]") ?? extra.querySelector("[data-na]");
      if (toggle) toggle.checked = false;
      return;
    }
    const known = list("na_reasons");
    const own = !known.includes(reason);
    const give = (words) => keep({ na: words }).then(na);
    extra.append(h("div", { class: "na stack tight" }, h("div", { class: "tags", role: "radiogroup", "aria-label": t("na_why") },
      [...known, t("na_other")].map((words, index) => tag({ name: `${id}-why`, checked: index === known.length ? own && reason !== "" : words === reason, onchange: () => (index === known.length ? give(" ") : give(words)) }, words))),
    own && reason !== "" && h("input", { class: "input", "aria-label": t("na_why"), maxlength: "200", value: reason.trim(), onchange: (event) => keep({ na: event.target.value || " " }).then(after) })));
  }

  function draw() {
    body.replaceChildren(...[KINDS[question.kind](api)].flat());
    extra.replaceChildren();
    if (question.allow_na) {
      const radio = CHOICES.has(question.kind) && question.kind !== "multiple";
      const toggle = choice(radio ? "radio" : "checkbox", { name: radio ? `${id}-v` : null, "data-na": "", checked: answer(path)?.na !== undefined,
        onchange: async (event) => { await keep(event.target.checked ? { na: "" } : null); if (!radio) draw(); else body.querySelectorAll("input:not([data-na])").forEach((one) => { one.checked = false; }); after(); } }, t("na"), null, true);
      (question.kind === "yes_no" ? body.querySelector(".choices") : body).append(toggle);
    }
    after();
  }
  draw();
  return Object.assign(box, {
    update(number) {
      title.replaceChildren(`${number}. ${text(question.text)}`, ...(question.required ? [] : [" ", h("span", { class: "muted" }, t("may_be_empty"))]));
      if (refusals.has(path)) fail(refusals.get(path));
    },
    complain: () => { const words = refusals.get(path) || problem(path); if (words) fail(words); },
  });
}

/** Names of the answered questions that would disappear with this answer. */
function lost(path, value) {
  const before = asked();
  const after = asked({ ...all(), [path]: value });
  return [...before].filter((one) => !after.has(one) && questions.has(one) && answer(one)).map((one) => `“${text(questions.get(one).text)}”`);
}

const option = (api, type, value, checked, words, hint, onchange) => choice(type, { name: `${api.id}-v`, value, checked, onchange, "aria-describedby": api.described }, words, hint);
const input = (api, props) => h("input", { id: `${api.id}-in`, class: "input", autocomplete: "off", "aria-describedby": api.described, ...props });
const radios = (api, options) => h("div", { class: "choices" }, options.map(([value, words, hint]) => option(api, "radio", String(value), api.inside === value, words, hint, () => api.put(value))));
const squares = (low, ends) => (api) => grades(`${api.id}-v`, text(api.question.text), low, 10, api.inside, (n) => api.put(n), { hidden: true, ends });
const decimal = (raw) => {
  const plain = raw.trim().replace(/\s/g, "").replace(",", ".");
  if (!plain) return null;
  return /^-?\d+(\.\d*)?$/.test(plain) ? Number(plain) : raw; // what cannot be read stays as typed, with a word about it
};
const shownNumber = (value) => (typeof value === "number" ? String(value).replace(".", t("decimal_sign")) : value ?? "");
const pad2 = (n) => String(n).padStart(2, "0");
const nowAs = { date: (d) => `${d.getFullYear()}-${pad2(d.getMonth() + 1)}-${pad2(d.getDate())}`, time: (d) => `${pad2(d.getHours())}:${pad2(d.getMinutes())}` };
nowAs.datetime = (d) => `${nowAs.date(d)}T${nowAs.time(d)}`;

const moment = (kind, type) => (api) => {
  const box = input(api, { type, value: api.inside ?? "", onchange: (event) => api.put(event.target.value.slice(0, 16)) });
  return h("div", { class: "row nowrap" }, box, button(t(kind === "date" ? "today" : "right_now"), () => { box.value = nowAs[kind](new Date()); api.put(box.value); }, "btn tall"));
};

const KINDS = {
  yes_no: (api) => h("div", { class: "choices side" }, ["yes", "no"].map((value) => option(api, "radio", value, api.inside === value, t(value), null, () => api.put(value)))),
  single: (api) => radios(api, api.question.options.map((o) => [o.key, text(o.text), text(o.hint)])),
  scale: (api) => radios(api, api.question.anchors.map((anchor, index) => [index + 1, text(anchor.text)])),
  multiple(api) {
    const { options } = api.question;
    const exclusive = new Set(options.filter((o) => o.exclusive).map((o) => o.key));
    const box = h("div", { class: "choices" }, options.map((o) => option(api, "checkbox", o.key, (api.inside ?? []).includes(o.key), text(o.text), text(o.hint), (event) => {
      for (const other of box.querySelectorAll("input:not([data-na])")) if (event.target.checked && other !== event.target && (exclusive.has(o.key) || exclusive.has(other.value))) other.checked = false;
      const on = [...box.querySelectorAll("input:checked")].map((one) => one.value);
      api.put(options.map((one) => one.key).filter((key) => on.includes(key)));
    })));
    return box;
  },
  grade: squares(1, [t("grade_low"), t("grade_high")]),
  nps: squares(0, [t("recommend_low"), t("recommend_high")]),
  number(api) {
    return h("div", { class: "row nowrap" }, input(api, { class: "input short", inputmode: api.question.decimals ? "decimal" : "numeric", value: shownNumber(api.inside), onchange: (event) => api.put(decimal(event.target.value)), oninput: (event) => api.draft(decimal(event.target.value)) }),
      h("span", { class: "muted" }, text(api.question.unit)));
  },
  duration,
  date: moment("date", "date"),
  time: moment("time", "time"),
  datetime: moment("datetime", "datetime-local"),
  short_text: (api) => input(api, { maxlength: "200", value: api.inside ?? "", oninput: (event) => api.draft(event.target.value), onchange: (event) => api.put(event.target.value.trim()) }),
  long_text(api) {
    const { min_length: least, max_length: most = 4000 } = api.question;
    const counter = small();
    const count = (words) => { counter.textContent = least && words.trim().length < least ? t("characters_least", { n: words.trim().length, least }) : t("characters_most", { n: words.length, most }); };
    count(api.inside ?? "");
    return [h("textarea", { id: `${api.id}-in`, class: "input", maxlength: String(most), "aria-describedby": api.described, value: api.inside ?? "",
      oninput: (event) => { count(event.target.value); api.draft(event.target.value); }, onchange: (event) => api.put(event.target.value.trim()) }), counter];
  },
  photo: (api) => slots(text(api.question.text), () => api.inside ?? [], api.question.max ?? 3, (ids, photo) => api.put(ids, { photo })),
  receipt(api) {
    const now = () => api.inside ?? { amount_cents: null, currency: "EUR", photos: [] };
    const cents = (raw) => { const amount = decimal(raw); return typeof amount === "number" && amount >= 0 ? Math.round(amount * 100) : amount === null ? null : raw; };
    const amount = now().amount_cents;
    return [h("div", { class: "field slim" }, h("label", { for: `${api.id}-in` }, t("amount")), h("div", { class: "row nowrap" }, h("span", {}, "€"),
      input(api, { class: "input short", inputmode: "decimal", value: typeof amount === "number" ? shownNumber((amount / 100).toFixed(2)).replace(".", t("decimal_sign")) : amount ?? "", onchange: (event) => api.put({ ...now(), amount_cents: cents(event.target.value) }) }))),
    slots(t("receipt_photo"), () => now().photos, 3, (photos, photo) => api.put({ ...now(), photos }, { photo }))];
  },
};

/** Minutes and seconds, and a stopwatch that goes on when the page is closed. */
function duration(api) {
  const key = `watch:${data.visit}/${data.round}/${api.path}`;
  const part = (words, most) => h("input", { class: "input short", inputmode: "numeric", maxlength: "4", "aria-label": `${text(api.question.text)}: ${words}`, onchange: typed, "data-most": most });
  const minutes = part(t("minutes"), 999);
  const seconds = part(t("seconds"), 59);
  const show = (total) => { minutes.value = total == null ? "" : Math.floor(total / 60); seconds.value = total == null ? "" : total % 60; };
  function typed() {
    const [m, s] = [minutes, seconds].map((one) => (one.value.trim() === "" ? 0 : Number(one.value)));
    const empty = !minutes.value.trim() && !seconds.value.trim();
    api.put(empty ? null : [m, s].every((n) => Number.isInteger(n) && n >= 0) ? m * 60 + s : `${minutes.value}:${seconds.value}`);
  }
  let started = null;
  let tick;
  const toggle = button("", async () => {
    if (started) {
      const total = Math.round((Date.now() - started) / 1000);
      started = null;
      await setMeta(key, null);
      show(total);
      api.put(total);
    } else {
      started = Date.now();
      await setMeta(key, started);
    }
    run();
  }, "btn tall");
  function run() {
    clearInterval(tick);
    toggle.replaceChildren(icon("clock"), t(started ? "watch_stop" : "watch_start"));
    toggle.classList.toggle("primary", Boolean(started));
    if (started) tick = setInterval(() => (toggle.isConnected ? show(Math.round((Date.now() - started) / 1000)) : clearInterval(tick)), 500);
  }
  show(typeof api.inside === "number" ? api.inside : null);
  run();
  meta(key).then((kept) => { if (kept) { started = kept; run(); } });
  return h("div", { class: "row" }, h("label", { class: "row nowrap" }, minutes, h("span", { class: "muted" }, t("minutes_short"))), h("label", { class: "row nowrap" }, seconds, h("span", { class: "muted" }, t("seconds_short"))), toggle);
}
