"""What is read inside the page: the phone's disk, the state that the screen names, whether the page is kept."""

# The phone's disk, opened by a connection of its own; none where the phone has no memory yet.
OPENED = """
  const heard = (request) => new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  const { user } = JSON.parse(document.getElementById("form-data")?.textContent ?? "{}");
  const names = (await indexedDB.databases()).map((one) => one.name);
  const name = names.find((one) => (user ? one === `fw-${user}` : one.startsWith("fw-")));
  const disk = name && await heard(indexedDB.open(name));
  const table = (name) => disk.transaction(name).objectStore(name);
"""
# Everything on it; photo bytes are counted anew.
DISK = (
    "async () => {"
    + OPENED
    + """
  if (!disk) return { ops: [], media: [] };
  const ops = await heard(table("ops").getAll());
  const media = await heard(table("media").getAll());
  for (const row of media) {
    const bytes = await heard(table("chunks").get(row.id));
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes ?? new ArrayBuffer(0)));
    row.disk = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  disk.close();
  return { ops, media };
}"""
)
# The newest whole answer to each field of a visit. It is asked for again and again: no photo is read for it.
NEWEST = (
    "async (visit) => {"
    + OPENED
    + """
  if (!disk) return {};
  const ops = await heard(table("ops").getAll());
  disk.close();
  const whole = ops.filter((op) => op.visit === visit && !op.hold).sort((a, b) => a.seq - b.seq);
  return Object.fromEntries(whole.map((op) => [op.field, op]));
}"""
)
# Fields of which something was not brought over yet, an answer or a photo.
UNSENT = (
    "async (visit) => {"
    + OPENED
    + """
  if (!disk) return [];
  const rows = [...await heard(table("ops").getAll()), ...await heard(table("media").getAll())];
  disk.close();
  return rows.filter((row) => row.visit === visit && !row.sent && !row.hold).map((row) => row.field);
}"""
)
# The state that the screen names.
STATE = """() => {
  const $ = (id) => document.getElementById(id);
  if (!$("words")) return document.querySelector("h1")?.textContent.trim() ?? "";
  const words = JSON.parse($("words").textContent);
  if (document.querySelector(".receipt .code")) return "received";
  if (document.querySelector("#screen h1")?.textContent === words.other_title) return "other";
  if (!$("notice").hidden) return $("notice").dataset.state ?? "no_storage";
  const said = $("sync").textContent.trim();
  return ["sent", "saved", "waiting", "offline", "wifi"].find((one) => words[`status_${one}`] === said) ?? said;
}"""
# The screen that the form has drawn; a page that is no form has none.
DRAWN = "async () => (document.getElementById('form-data') ? (await import('form')).here : '')"
# The worker looks after this page, and holds a copy of it.
KEPT = "async () => navigator.serviceWorker.controller !== null && Boolean(await caches.match(location.pathname))"
# Everything came that the form will ask for later on.
WHOLE = """() => {
  const { imports } = JSON.parse(document.querySelector("script[type=importmap]").textContent);
  const came = new Set(performance.getEntriesByType("resource").filter(({ responseEnd }) => responseEnd)
    .map(({ name }) => new URL(name).pathname));
  return JSON.parse(document.getElementById("form-data").textContent).ahead.every((name) => came.has(imports[name]));
}"""
