"""What is read inside the page: the phone's disk, the state that the screen names, whether the page is kept."""

# Everything on the phone's disk, read by a connection of its own; photo bytes are counted anew.
DISK = """async () => {
  const { user } = JSON.parse(document.getElementById("form-data")?.textContent ?? "{}");
  const names = (await indexedDB.databases()).map((one) => one.name);
  const name = names.find((one) => (user ? one === `fw-${user}` : one.startsWith("fw-")));
  if (!name) return { ops: [], media: [] };
  const heard = (request) => new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  const disk = await heard(indexedDB.open(name));
  const table = (name) => disk.transaction(name).objectStore(name);
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
