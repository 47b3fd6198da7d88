// The board works without this: here a filter acts as soon as it is chosen, and arrows walk the rows.
const filters = document.querySelector("[data-filters]");
if (filters) {
  for (const select of filters.querySelectorAll("select")) {
    select.addEventListener("change", () => {
      // An empty filter leaves the address, so that a link shows only what was chosen.
      for (const field of filters.elements) if (field.name && !field.value) field.disabled = true;
      filters.submit();
    });
  }
}

const many = document.querySelector("[data-many]");
if (many) {
  const links = [...many.querySelectorAll("tbody th a")];
  many.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const row = event.target.closest("tbody tr");
    if (!step || !row) return;
    const next = links[links.indexOf(row.querySelector("th a")) + step];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });
}
