// The page of one visit in review: keeps what is typed, lets the button follow the choice, and offers keys.
// Everything works without this file; it only saves work.

const form = document.getElementById("review");
const status = form.querySelector("[data-status]");
const decide = form.querySelector("[data-decide]");
const questions = [...form.querySelectorAll("[data-question]")];
const isBack = (question) => question.querySelector('input[value="back"]').checked;

function say(text) {
  if (status.textContent !== text) status.textContent = text;
}

function follow() {
  const backs = questions.filter(isBack).length;
  const chosen = form.querySelector('input[name="choice"]:checked');
  if (!chosen) return;
  decide.textContent =
    chosen.value === "return" && backs
      ? backs === 1 ? decide.dataset.one : decide.dataset.many.replace("{n}", String(backs))
      : chosen.dataset.button;
}

// Marking a question chooses the verdict that fits; a verdict to exclude stays.
function fitVerdict() {
  const backs = questions.some(isBack);
  const chosen = form.querySelector('input[name="choice"]:checked')?.value;
  if (backs && chosen === "approve") form.querySelector('input[value="return"]').checked = true;
  if (!backs && chosen === "return") form.querySelector('input[value="approve"]').checked = true;
}

let timer = 0;
let leaving = false;

async function keep() {
  timer = 0;
  try {
    const answer = await fetch(form.dataset.notes, {
      method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, keepalive: true,
    });
    if (answer.ok) say(status.dataset.saved.replace("{t}", (await answer.json()).saved));
    else say(answer.status === 409 || answer.status === 403 ? status.dataset.taken : status.dataset.failed);
  } catch {
    say(status.dataset.failed);
  }
}

function keepSoon() {
  clearTimeout(timer);
  timer = setTimeout(keep, 800);
}

form.addEventListener("input", (event) => {
  if (event.target.matches("[data-keys]")) return;
  if (event.target.name.startsWith("back:")) fitVerdict();
  follow();
  keepSoon();
});
form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); });
addEventListener("pagehide", () => { if (timer && !leaving) keep(); });

// Keys: only outside of fields, and only while they are switched on.
const KEYS = "veldwerk.review.keys";
const help = form.querySelector("[data-shortcuts]");
const toggle = form.querySelector("[data-keys]");
help.hidden = false;
toggle.checked = localStorage.getItem(KEYS) !== "off";
toggle.addEventListener("change", () => localStorage.setItem(KEYS, toggle.checked ? "on" : "off"));

let current = -1;

function go(step) {
  const here = questions.findIndex((question) => question.contains(document.activeElement));
  current = Math.min(questions.length - 1, Math.max(0, (here < 0 ? current : here) + step));
  questions[current]?.focus();
}

function mark(value) {
  const here = questions.find((question) => question.contains(document.activeElement)) ?? questions[current];
  if (!here) return;
  const radio = here.querySelector(`input[value="${value}"]`);
  radio.checked = true;
  radio.dispatchEvent(new Event("input", { bubbles: true }));
  if (value === "back") here.querySelector("textarea").focus();
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("textarea, select, input:not([type=radio]):not([type=checkbox])");
  if (!toggle.checked || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const actions = {
    j: () => go(1), k: () => go(-1), g: () => mark("good"), t: () => mark("back"),
    "?": () => { help.open = !help.open; help.querySelector("summary").focus(); },
  };
  const action = actions[event.key.toLowerCase()];
  if (!action) return;
  event.preventDefault();
  action();
});

document.getElementById("errors")?.focus();
follow();
