// One question of each kind: label, hint, error, control, N/A. Every change is kept at once.

import { all, answer, asked, evidence, isDraft, mark, problem, questions, refusals, refusedPhoto, save } from "answers";
import { choice, data, h, icon, small, t, text, warning } from "dom";
import { grades } from "affect";
import { load } from "load";
import { photoHint, slots } from "photo";

const TYPING = 250;
const CHOICES = new Set(["yes_no", "single", "scale", "grade", "nps"]);
const GROUPS = new Set([...CHOICES, "multiple", "duration", "photo", "receipt"]);

/** The element of a question; `update(number)` draws its number, `complain()` what is wrong with it. */
export function field(path) {
  const question = questions.get(path);
  const { kind } = question;
  const id = `f-${path}`;
  if (kind === "note") return h("div", { class: "panel", id }, h("p", {}, text(question.text)), text(question.hint) && small(text(question.hint)));

  const grouped = GROUPS.has(kind);
  const box = h(grouped ? "fieldset" : "div", { class: "field", id });
  const title = h(grouped ? "legend" : "label", { for: !grouped && `${id}-in` });
  const error = h("p", { class: "error", id: `${id}-error`, hidden: true });
  const body = h("div", { class: "stack tight" });
  const extra = h("div", { class: "stack tight" });
  const remark = data.remarks?.[path];
  const keptMark = mark(path);
  const hints = [...new Set([text(question.hint), kind === "photo" && photoHint(question.min, question.max), kind === "multiple" && t("more_answers")])].filter(Boolean).join(" ");
  box.append(title, remark ? h("div", { class: "notice", "data-tone": "warn" }, icon("return"), h("div", {}, h("strong", {}, t("reviewer_asks")), " ", remark, data.earlier?.[path] && h("p", {}, t("was_answer", { was: data.earlier[path] })))) : "",
    hints ? h("p", { class: "hint", id: `${id}-hint` }, hints) : "", error, body, extra, grouped ? "" : keptMark);

  const isNa = () => answer(path)?.na !== undefined;
  let typing;
  // What stood here before "not applicable", which may have been a slip of the thumb
  let before = null;
  const api = {
    id, path, question,
    get inside() { return answer(path)?.v ?? null; },
    props: { id: `${id}-in`, autocomplete: "off", "aria-describedby": [hints && `${id}-hint`, `${id}-error`].join(" ") },
    put: (inside, photo) => keep(inside, (isNa() ? before : answer(path))?.photos, photo),
    draft(inside) {
      clearTimeout(typing);
      keptMark.dataset.kept = "";
      typing = setTimeout(() => save(path, { ...answer(path), v: inside }, { hold: true }), TYPING);
    },
  };

  function keep(inside, photos, photo) {
    const given = inside !== null && inside !== "" && inside.length !== 0;
    return store(given || photos?.length ? { ...(given && { v: inside }), ...(photos?.length && { photos }) } : null, photo);
  }
  async function store(value, photo) {
    clearTimeout(typing);
    const hidden = lost(path, value);
    // An answer is kept also when nobody can ask
    const { ask } = (hidden && await load("asking").catch(() => 0)) || {};
    if (ask && !(await ask(t("hides_title"), t("hides_body", { questions: hidden }), t("hides_yes"), t("hides_no")))) {
      draw();
      return box.querySelector(":checked, input, textarea")?.focus();
    }
    const kept = await save(path, value, { hold: value !== null && problem(path, value) !== "", photo });
    after();
    return kept;
  }
  function fail(words) {
    error.replaceChildren(...warning(words));
    error.hidden = !words;
    box.classList.toggle("invalid", Boolean(words));
  }

  // What an answer brings along: a word about it, evidence, the reason why it did not apply.
  let told;
  function after() {
    const rule = evidence(question, answer(path));
    fail(isDraft(path) && !rule ? problem(path) : "");
    const state = `${Boolean(rule)} ${answer(path)?.na}`;
    if (state === told) return;
    told = state;
    extra.replaceChildren(rule ? h("div", { class: "stack tight" }, h("p", { class: "small" }, t("evidence"), " ", photoHint(rule.min, rule.max)),
      slots(text(question.text), () => answer(path)?.photos ?? [], rule.max, (photos, photo) => keep(api.inside, photos, photo))) : isNa() ? later(load("na").then((made) => made.reasons(path, id, store))) : "");
    const toggle = body.querySelector("[data-na]");
    if (toggle) toggle.checked = isNa();
  }

  function draw() {
    body.replaceChildren(...[KINDS[kind](api)].flat());
    if (question.allow_na) {
      const radio = CHOICES.has(kind);
      const toggle = choice(radio ? "radio" : "checkbox", { name: radio && `${id}-v`, "data-na": "", onchange: async (event) => {
        const was = answer(path);
        await store(event.target.checked ? { na: "" } : before);
        before = was;
        if (!radio) draw();
      } }, t("na"), null, true);
      (kind === "yes_no" ? body.firstChild : body).append(toggle);
    }
    told = null;
    after();
  }
  draw();
  return Object.assign(box, {
    update(number) {
      title.replaceChildren(`${number}. ${text(question.text)}`, question.required ? "" : h("span", { class: "muted" }, ` ${t("may_be_empty")}`), grouped ? keptMark : "");
      const why = refusals.get(path) || refusedPhoto(answer(path));
      if (why) fail(why);
    },
    complain: () => fail(refusals.get(path) || problem(path)),
  });
}

/** Names of the answered questions that would disappear with this answer. */
function lost(path, value) {
  const left = asked({ ...all(), [path]: value });
  return [...asked()].filter((one) => !left.has(one) && questions.has(one) && answer(one)).map((one) => `“${text(questions.get(one).text)}”`).join(", ");
}

const option = (api, type, value, checked, words, hint, onchange) => choice(type, { ...api.props, id: null, name: `${api.id}-v`, value, checked, onchange }, words, hint);
const radios = (api, options, cls = "choices") => h("div", { class: cls }, options.map(([value, words, hint]) => option(api, "radio", String(value), api.inside === value, words, hint, () => api.put(value))));
const squares = (low, ends) => (api) => grades(`${api.id}-v`, text(api.question.text), low, 10, api.inside, (n) => api.put(n), { hidden: true, ends: ends.map((word) => t(word)) });
const typed = (api, { tag: name = "input", cls = "input", read = (raw) => raw.trim(), ...props }) => h(name, { ...api.props, class: cls, oninput: (event) => api.draft(read(event.target.value)), onchange: (event) => api.put(read(event.target.value)), ...props });

// What cannot be read as a number stays as typed, with a word about it. In Dutch 1.250 is more than a thousand.
const SIGN = t("decimal_sign");
const OTHER = SIGN === "," ? "." : ",";
const THOUSANDS = new RegExp(`^-?[1-9]\\d{0,2}([${OTHER}]\\d{3})+([${SIGN}]\\d*)?$`);
function decimal(raw) {
  const tight = raw.replace(/\s/g, "");
  const plain = (THOUSANDS.test(tight) ? tight.replaceAll(OTHER, "") : tight).replace(",", ".");
  return plain === "" ? null : /^-?\d+(\.\d*)?$/.test(plain) ? Number(plain) : raw;
}
const local = (value) => String(value ?? "").replace(".", SIGN);

// Rare kinds come when a journey has them; their place stands at once, and says so when they cannot come.
function later(made) {
  const box = h("div", { class: "stack tight", "aria-busy": "true" });
  made.then((parts) => box.replaceChildren(...[parts].flat()), () => box.replaceChildren(h("p", { class: "error" }, warning(t("part_missing")))))
    .finally(() => box.removeAttribute("aria-busy"));
  return box;
}

const moment = (api) => later(load("moment").then((made) => made.moment(api, typed)));

const KINDS = {
  yes_no: (api) => radios(api, [["yes", t("yes")], ["no", t("no")]], "choices side"),
  single: (api) => radios(api, api.question.options.map((o) => [o.key, text(o.text), text(o.hint)])),
  scale: (api) => radios(api, api.question.anchors.map((anchor, index) => [index + 1, text(anchor.text)])),
  multiple(api) {
    const { options } = api.question;
    const box = h("div", { class: "choices" }, options.map((o) => option(api, "checkbox", o.key, (api.inside ?? []).includes(o.key), text(o.text), text(o.hint), (event) => {
      const boxes = [...box.querySelectorAll("input")];
      const alone = (key) => options.find((one) => one.key === key).exclusive;
      for (const other of boxes) if (event.target.checked && other !== event.target && (o.exclusive || alone(other.value))) other.checked = false;
      api.put(boxes.filter((one) => one.checked).map((one) => one.value));
    })));
    return box;
  },
  grade: squares(1, ["grade_low", "grade_high"]),
  nps: squares(0, ["recommend_low", "recommend_high"]),
  number: (api) => h("div", { class: "row nowrap" }, typed(api, { cls: "input short", inputmode: "decimal", value: local(api.inside), read: decimal }), h("span", { class: "muted" }, text(api.question.unit))),
  duration: (api) => later(load("duration").then((made) => made.duration(api))),
  date: (api) => moment(api),
  time: (api) => moment(api),
  datetime: (api) => moment(api),
  short_text: (api) => typed(api, { maxlength: "200", value: api.inside ?? "" }),
  long_text(api) {
    const { min_length: least, max_length: most = 4000 } = api.question;
    const counter = small();
    const box = typed(api, { tag: "textarea", maxlength: String(most), value: api.inside ?? "", oninput: () => { count(); api.draft(box.value); } });
    const count = () => { counter.textContent = box.value.trim().length < least ? t("characters_least", { n: box.value.trim().length, least }) : t("characters_most", { n: box.value.length, most }); };
    count();
    return [box, counter];
  },
  photo: (api) => slots(text(api.question.text), () => api.inside ?? [], api.question.max ?? 3, api.put),
  receipt: (api) => later(load("receipt").then((made) => made.receipt(api, { typed, local, decimal }))),
};
