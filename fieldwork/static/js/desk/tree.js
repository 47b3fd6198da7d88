// Ticking a region ticks what is in it. The server reads a ticked region the same way without this.
const form = document.querySelector("[data-tree]");
const branches = form ? [...form.querySelectorAll(".place-tree li:has(> ul)")] : [];

const own = (branch) => branch.querySelector(":scope > label input");
const inside = (branch) => [...branch.querySelectorAll(":scope > ul input")];

/** Show on every branch whether all, some or none of its places are ticked; the innermost first. */
function refresh() {
  for (const branch of [...branches].reverse()) {
    const leaves = inside(branch).filter((box) => !box.closest("li").querySelector(":scope > ul"));
    const ticked = leaves.filter((box) => box.checked).length;
    own(branch).checked = leaves.length > 0 && ticked === leaves.length;
    own(branch).indeterminate = ticked > 0 && ticked < leaves.length;
  }
}

function spread(branch, isTicked) {
  for (const box of inside(branch)) box.checked = isTicked;
}

if (form) {
  form.addEventListener("change", (event) => {
    if (event.target.name !== "nodes") return;
    const branch = branches.find((one) => own(one) === event.target);
    if (branch) spread(branch, event.target.checked);
    refresh();
  });
  for (const branch of branches) if (own(branch).checked) spread(branch, true);
  refresh();
}
