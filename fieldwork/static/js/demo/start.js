// Keeps the start page of a demo up to date while it is being filled.

const EVERY = 1500;
const box = document.getElementById("start");
const put = (id, text) => {
  const place = document.getElementById(id);
  if (place.textContent !== text) place.textContent = text;
};

function show(told) {
  document.getElementById("progress").value = told.percent;
  put("percent", `${told.percent}%`);
  put("words", told.words);
  put("note", told.note);
  document.getElementById("note").hidden = told.isOver || !told.note;
}

/** The table came with the page; only its numbers change. A wave that is new asks for a new page. */
function count(waves) {
  const rows = document.querySelectorAll("#waves tr");
  if (rows.length !== waves.length) {
    location.reload();
    return;
  }
  waves.forEach((wave, place) => {
    const cells = rows[place].querySelectorAll("td");
    [wave.planned, wave.handed_in, wave.approved].forEach((number, column) => {
      cells[column].textContent = number;
    });
  });
}

async function look() {
  try {
    const answer = await fetch(box.dataset.status, { headers: { Accept: "application/json" } });
    const told = await answer.json();
    show(told);
    count(told.waves);
    if (told.isOver) return;
  } catch {
    // The web is starting again; the next look will find it.
  }
  setTimeout(look, EVERY);
}

if (!("over" in box.dataset)) setTimeout(look, EVERY);
