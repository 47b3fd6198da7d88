// Keeps the shopper's pages and their files on the phone. The server puts SHELL before this text:
// {version, files, offline, unsent, enter, scope, assets}. Files have their contents' hash in the name, so a file found is the
// right one; a page is kept only when it was made for this very version of the files.

const FILES = `files:${SHELL.version}`;
const PAGES = `pages:${SHELL.version}`;
const OWNER = `${SHELL.scope}-owner`;
const FORM = new RegExp(`^${SHELL.scope}visits/[0-9a-f-]{36}/form/$`);
const DONE = /\/done\/$/;
const START = new RegExp(`^(${SHELL.scope}visits/[0-9a-f-]{36}/)start/$`);
const FILE = new RegExp(`"(${SHELL.assets}[^"\\s]+)"`, "g");
const PATIENCE = 4000;
const YOUNG = 600000;
const TIMEOUT = 20000;
const GONE = [404, 410];
// Rises whenever everything is forgotten: what was asked before then is not kept after it
let era = 0;

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", (event) => event.waitUntil(heard(event)));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (pathname === SHELL.enter) event.respondWith(enter(new URL(request.url).searchParams));
    else if (pathname.startsWith(SHELL.scope)) event.respondWith(request.method === "GET" ? page(event, keyOf(request.url)) : act(request, pathname));
  } else if (request.method === "GET" && (pathname.startsWith(SHELL.assets) || request.destination === "image")) {
    event.respondWith(caches.match(pathname).then((kept) => kept ?? fetch(request)));
  }
});

async function install() {
  const files = await caches.open(FILES);
  await files.addAll(SHELL.files);
  for (const path of [SHELL.offline, SHELL.unsent]) await keepPage(path);
}

// While a worker activates, every page waits for it: nothing here asks the network.
async function activate() {
  const pages = await caches.open(PAGES);
  for (const name of await olderThan("pages:", PAGES)) {
    const owner = await (await caches.open(name)).match(OWNER);
    if (owner) await pages.put(OWNER, owner);
  }
  await clients.claim();
}

const olderThan = async (kind, mine) => (await caches.keys()).filter((name) => name.startsWith(kind) && name !== mine);

/** Pages of earlier versions are made anew; one that cannot be now stays, and so do the files of its version. */
async function tidy() {
  let whole = true;
  for (const name of await olderThan("pages:", PAGES)) {
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) {
      const path = keyOf(url);
      const settled = !path.startsWith(SHELL.scope) || path === OWNER || await keepPage(path).catch(() => null) !== null;
      if (settled) await cache.delete(url);
      else whole = false;
    }
    if (whole) await caches.delete(name);
  }
  // The newest of the older files stay for a page that was open all the while
  if (whole) for (const name of (await olderThan("files:", FILES)).slice(0, -1)) await caches.delete(name);
}

const keyOf = (url) => {
  const { pathname, search } = new URL(url);
  return DONE.test(pathname) ? pathname + search : pathname;
};

/** The page and its pictures from the server into the store: true when they are there, false when there is no such page. */
async function keepPage(path) {
  const asked = era;
  const answer = await fetch(path, { cache: "no-store", headers: { "X-Keep": "1" }, signal: AbortSignal.timeout(TIMEOUT) });
  if (!(await store(path, answer.clone(), asked))) {
    // A server that stumbles, a log-in page or a page of the line says nothing about this one
    if (asked === era && isOurs(answer) && ([409, ...GONE].includes(answer.status) || (answer.ok && !answer.redirected))) return false;
    throw new Error("not now");
  }
  const pages = await caches.open(PAGES);
  for (const src of picturesOf(await answer.text())) if (!src.startsWith(SHELL.assets) && asked === era) await pages.add(src);
  return true;
}

const picturesOf = (html) => [...html.matchAll(/<img\b[^>]*?\ssrc="(\/[^"]+)"/g)].map(([, src]) => src.replaceAll("&amp;", "&"));
const isOurs = (answer) => answer.headers.has("X-Shell");

async function store(path, answer, asked) {
  if (asked !== era) return false;
  const owner = answer.headers.get("X-Owner");
  const known = await (await (await caches.open(PAGES)).match(OWNER))?.text();
  if (owner && known !== undefined && known !== owner) await forget();
  const good = answer.ok && !answer.redirected && answer.headers.get("X-Shell") === SHELL.version;
  if (good) await (await caches.open(PAGES)).put(path, answer);
  else if (isOurs(answer)) {
    if (GONE.includes(answer.status)) for (const name of await caches.keys()) await (await caches.open(name)).delete(path);
    else registration.update();
  }
  return good;
}

const kept = async (path) => (await (await caches.open(PAGES)).match(path)) ?? caches.match(path);

/** Read back from the phone: the page, and every file and picture it names. */
async function isWhole(path) {
  const page = await kept(path);
  if (!page) return false;
  const text = await page.text();
  for (const name of [...text.matchAll(FILE)].map(([, file]) => file).concat(picturesOf(text))) if (!(await caches.match(name))) return false;
  return true;
}

/** The form at once from the phone, and fresh for the next time; other pages fresh, and from the phone when that takes long. */
async function page(event, path) {
  const copy = await kept(path);
  const before = era;
  const asked = fetch(event.request).then((answer) => {
    if (answer.type !== "opaqueredirect") event.waitUntil(store(path, answer.clone(), before));
    // A page of a hotel Wi-Fi, or a server that stumbles
    return copy && (answer.status >= 500 || (answer.ok && !isOurs(answer))) ? copy : answer;
  });
  event.waitUntil(asked.catch(() => {}));
  if (copy && FORM.test(path)) return copy;
  const late = copy && new Promise((done) => { setTimeout(done, PATIENCE, copy); });
  return Promise.race([asked, late].filter(Boolean)).catch(async () => copy ?? (await kept(SHELL.offline)) ?? Response.error());
}

/** A button without network: a visit may begin all the same, its first answer starts it on the server. */
async function act(request, path) {
  const form = START.exec(path) && `${START.exec(path)[1]}form/`;
  const begun = form && await kept(form) && (() => Response.redirect(form, 303));
  const late = begun && new Promise((done) => { setTimeout(() => done(begun()), PATIENCE); });
  return Promise.race([fetch(request), late].filter(Boolean)).catch(async () => begun?.() || (await kept(SHELL.unsent)) || Response.error());
}

/** Somebody logged in: what was kept for another one goes before any page of theirs may come from this phone. */
async function enter(said) {
  const known = await (await (await caches.open(PAGES)).match(OWNER))?.text();
  if (known?.split(" ")[0] !== said.get("as")) {
    await forget();
    await leave();
  }
  const { origin, href } = new URL(said.get("next") ?? "/", location.origin);
  return Response.redirect(origin === location.origin ? href : "/", 303);
}

/** Pages of this phone that stand in other tabs go as well: they show what nobody may see now. */
async function leave(but) {
  for (const tab of await clients.matchAll({ type: "window", includeUncontrolled: true })) if (tab.id !== but) tab.postMessage("left");
}

async function forget() {
  era += 1;
  const pages = await caches.open(PAGES);
  const stays = await Promise.all([SHELL.offline, SHELL.unsent].map((path) => pages.match(path)));
  for (const name of await caches.keys()) if (name.startsWith("pages:")) await caches.delete(name);
  const fresh = await caches.open(PAGES);
  for (const page of stays) if (page) await fresh.put(new URL(page.url).pathname, page);
}

async function heard({ data, ports, source }) {
  const answer = await WHAT[data.what]?.(data, source);
  ports[0]?.postMessage(answer ?? null);
}

const WHAT = {
  /** `owner` is who and in which language: another one finds nothing of the one before. */
  async keep({ paths, owner, since }) {
    const known = await (await (await caches.open(PAGES)).match(OWNER))?.text();
    if (known !== owner) await forget();
    const pages = await caches.open(PAGES);
    await pages.put(OWNER, new Response(owner));
    const asked = era;
    await tidy();
    const found = {};
    for (const path of paths) {
      // Somebody logged out meanwhile
      if (asked !== era) break;
      const copy = await pages.match(path);
      const made = Date.parse(copy?.headers.get("Date"));
      if (!(Date.now() - made < YOUNG && made > (since[path] ?? 0))) await keepPage(path).catch(() => {});
      found[path] = await isWhole(path);
    }
    return found;
  },
  /** A page of a newer version cannot be kept by this worker: then the old copy goes, and the network shows it. */
  async renew({ path }) {
    if (!(await keepPage(path))) for (const name of await caches.keys()) await (await caches.open(name)).delete(path);
    return true;
  },
  async forget(_data, source) {
    await forget();
    await leave(source?.id);
    return true;
  },
  /** A new version comes in only when nobody fills a form; a form that asked may have been left just now. */
  async update(_data, source) {
    const open = await clients.matchAll({ type: "window", includeUncontrolled: true });
    if (![...open, source].some((one) => one && FORM.test(new URL(one.url).pathname))) await skipWaiting();
  },
};
