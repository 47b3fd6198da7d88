// What scripts add to the designer: more rows, moving by Alt+arrow, one desired value. All of it works without.

/** Put another empty row behind the last one of a list. */
function addRow(name) {
  const list = document.querySelector(`[data-rows="${name}"]`);
  const total = document.querySelector(`[name="${name}-TOTAL_FORMS"]`);
  const template = document.querySelector(`template[data-row="${name}"]`);
  const holder = document.createElement("template");
  holder.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
  list.append(holder.content);
  total.value = String(Number(total.value) + 1);
  const row = list.lastElementChild;
  linkAnswers(row);
  row.querySelector("input:not([type=hidden]), select")?.focus();
}

/** Offer the answers of the chosen earlier question in the value of a rule. */
function linkAnswers(row) {
  const field = row.querySelector('select[name$="-field"]');
  const value = row.querySelector('input[name$="-value"]');
  if (!field || !value) return;
  const link = () => {
    const list = [...document.querySelectorAll("datalist[data-field]")].find((one) => one.dataset.field === field.value);
    if (list) value.setAttribute("list", list.id);
    else value.removeAttribute("list");
  };
  field.addEventListener("change", link);
  link();
}

/** Take away the spare empty rows but one: with a button for more they only make the page long. */
function dropSpares(name) {
  const rows = [...document.querySelector(`[data-rows="${name}"]`).children];
  const initial = Number(document.querySelector(`[name="${name}-INITIAL_FORMS"]`).value);
  const isEmpty = (row) => [...row.querySelectorAll("input, textarea")].every((one) => one.type === "checkbox" ? !one.checked : !one.value)
    && !row.querySelector(".error");
  while (rows.length > Math.max(initial, 1) && isEmpty(rows.at(-1))) rows.pop().remove();
  document.querySelector(`[name="${name}-TOTAL_FORMS"]`).value = String(rows.length);
}

for (const button of document.querySelectorAll("[data-add]")) {
  button.hidden = false;
  dropSpares(button.dataset.add);
  button.addEventListener("click", () => addRow(button.dataset.add));
}
for (const row of document.querySelectorAll(".rule")) linkAnswers(row);

// The five faces and the exact value are one thing: choosing a face fills in its value.
const exact = document.querySelector('[name="exact"]');
for (const face of document.querySelectorAll('[name="face"]')) {
  face.addEventListener("change", () => { if (exact) exact.value = face.value; });
}

// Alt+arrow moves the thing that holds the focus, by pressing its own button.
document.addEventListener("keydown", (event) => {
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const way = event.key === "ArrowUp" ? "up" : "down";
  const button = event.target.closest("[data-mover]")?.querySelector(`[data-move="${way}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

// Leaving with unsaved changes asks first.
let isChanged = false;
for (const form of document.querySelectorAll("form[data-kept]")) {
  form.addEventListener("input", () => { isChanged = true; });
  form.addEventListener("submit", () => { isChanged = false; });
}
window.addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });

// Lists of what is to decide stay open from page to page, so that one kind can be worked through.
for (const list of document.querySelectorAll("details[data-remember]")) {
  const name = `decide-${list.dataset.remember}`;
  const kept = sessionStorage.getItem(name);
  if (kept) list.open = kept === "open";
  list.addEventListener("toggle", () => sessionStorage.setItem(name, list.open ? "open" : "closed"));
}

// A link to a field opens what it stands in, and goes there.
function goThere() {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let fold = place?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const field = place?.matches("input, select, textarea") ? place : place?.matches("fieldset") && place.querySelector("input:not([type=hidden])");
  if (field) {
    field.focus();
    field.scrollIntoView({ block: "center" });
  }
}
window.addEventListener("hashchange", goThere);
goThere();

// A form that came back refused: its summary is read first.
document.getElementById("errors")?.focus();
