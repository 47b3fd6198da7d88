// Ticking a region ticks what is in it. The server reads a ticked region the same way without this.
const form = document.querySelector("[data-tree]");

function boxesIn(branch) {
  return [...branch.querySelectorAll("ul input[type=checkbox]")];
}

/** Show on every branch whether all, some or none of its places are ticked. */
function refresh() {
  for (const branch of [...form.querySelectorAll(".place-tree details")].reverse()) {
    const leaves = boxesIn(branch).filter((box) => !box.closest("summary"));
    const own = branch.querySelector("summary input");
    const ticked = leaves.filter((box) => box.checked).length;
    own.checked = leaves.length > 0 && ticked === leaves.length;
    own.indeterminate = ticked > 0 && ticked < leaves.length;
  }
}

if (form) {
  form.addEventListener("change", (event) => {
    const summary = event.target.closest("summary");
    if (summary) for (const box of boxesIn(summary.parentElement)) box.checked = event.target.checked;
    if (event.target.name === "nodes") refresh();
  });
  for (const own of form.querySelectorAll(".place-tree summary input:checked")) {
    for (const box of boxesIn(own.closest("details"))) box.checked = true;
  }
  refresh();
}
