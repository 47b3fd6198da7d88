// Keeps the notice of a report that is being made fresh, and says aloud when it is over.
// Without this script the page has a Refresh link that does the same by hand.

const EVERY = 2000;
const SLOWER = 10000;
const status = document.querySelector("[role=status]");

function say(words) {
  const line = document.createElement("p");
  line.textContent = words;
  status?.replaceChildren(line);
}

function show(notice, report) {
  const bar = notice.querySelector("progress");
  bar.value = report.percent;
  if (report.phase) notice.querySelector("[data-phase]").textContent = report.phase;
}

function end(notice, report) {
  say(report.state === "ready" ? notice.dataset.done : notice.dataset.failed);
  // The page itself knows the right buttons; the moment of rest lets a screen reader finish the sentence.
  setTimeout(() => location.reload(), 1500);
}

async function look(notice) {
  let wait = EVERY;
  try {
    const answer = await fetch(notice.dataset.report, { headers: { Accept: "application/json" } });
    if (answer.status === 401 || answer.status === 403 || answer.status === 404) {
      // Logged out, or no longer ours to see: leave it to the link.
      notice.querySelector("[data-fallback]").hidden = false;
      return;
    }
    if (answer.ok) {
      const report = await answer.json();
      show(notice, report);
      if (report.is_over) return end(notice, report);
    } else {
      wait = SLOWER;
    }
  } catch {
    wait = SLOWER; // no network: the report goes on without us
  }
  setTimeout(() => look(notice), wait);
}

for (const notice of document.querySelectorAll("[data-report]")) {
  notice.querySelector("[data-fallback]").hidden = true;
  setTimeout(() => look(notice), EVERY);
}
