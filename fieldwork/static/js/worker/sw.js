// Keeps the shopper's pages and their files on the phone. The server puts SHELL before this text:
// {version, files, offline, scope, assets}. Files have their contents' hash in the name, so a file found is the
// right one; a page is kept only when it was made for this very version of the files.

const FILES = `files:${SHELL.version}`;
const PAGES = `pages:${SHELL.version}`;
const OWNER = `${SHELL.scope}-owner`;
const FORM = new RegExp(`^${SHELL.scope}visits/[0-9a-f-]{36}/form/$`);
const START = new RegExp(`^(${SHELL.scope}visits/[0-9a-f-]{36}/)start/$`);
const FILE = new RegExp(`"(${SHELL.assets}[^"\\s]+)"`, "g");
const PATIENCE = 4000;
const YOUNG = 600000;

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", (event) => event.waitUntil(heard(event)));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (pathname.startsWith(SHELL.scope)) event.respondWith(request.method === "GET" ? page(event, pathname) : act(request, pathname));
  } else if (request.method === "GET" && (pathname.startsWith(SHELL.assets) || request.destination === "image")) {
    event.respondWith(caches.match(pathname).then((kept) => kept ?? fetch(request)));
  }
});

async function install() {
  const files = await caches.open(FILES);
  await files.addAll(SHELL.files);
  await keepPage(SHELL.offline);
}

/** Pages of the version before are made anew; one that cannot be now stays, and then its files stay too. */
async function activate() {
  const old = (await caches.keys()).filter((name) => /^(files|pages):/.test(name) && ![FILES, PAGES].includes(name));
  let whole = true;
  for (const name of old.filter((one) => one.startsWith("pages:"))) {
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) {
      const { pathname } = new URL(url);
      if (pathname === OWNER) await (await caches.open(PAGES)).put(OWNER, await cache.match(OWNER));
      else if (pathname.startsWith(SHELL.scope) && !(await keepPage(pathname).catch(() => false))) whole = false;
    }
  }
  if (whole) for (const name of old) await caches.delete(name);
  await clients.claim();
}

/** The page and its pictures from the server into the store; true when they are there. */
async function keepPage(path) {
  const answer = await fetch(path, { cache: "no-store" });
  if (!(await store(path, answer.clone()))) return false;
  const pages = await caches.open(PAGES);
  for (const src of picturesOf(await answer.text())) if (!src.startsWith(SHELL.assets)) await pages.add(src);
  return true;
}

const picturesOf = (html) => [...html.matchAll(/<img\b[^>]*?\ssrc="(\/[^"]+)"/g)].map(([, src]) => src.replaceAll("&amp;", "&"));
const isOurs = (answer) => answer.headers.has("X-Shell");

async function store(path, answer) {
  const good = answer.ok && !answer.redirected && answer.headers.get("X-Shell") === SHELL.version;
  if (good) await (await caches.open(PAGES)).put(path, answer);
  else if (isOurs(answer)) registration.update();
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
  const asked = fetch(event.request).then((answer) => {
    if (answer.ok) event.waitUntil(store(path, answer.clone()));
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
  try {
    return await fetch(request);
  } catch {
    const form = START.exec(path)?.[1];
    if (form && await kept(`${form}form/`)) return Response.redirect(`${form}form/`, 303);
    return (await kept(SHELL.offline)) ?? Response.error();
  }
}

async function heard({ data, ports }) {
  const answer = await WHAT[data.what]?.(data);
  ports[0]?.postMessage(answer ?? null);
}

const WHAT = {
  /** `owner` is who and in which language: another one finds nothing of the one before. */
  async keep({ paths, owner }) {
    const known = await (await (await caches.open(PAGES)).match(OWNER))?.text();
    if (known !== undefined && known !== owner) await WHAT.forget();
    const pages = await caches.open(PAGES);
    await pages.put(OWNER, new Response(owner));
    const found = {};
    for (const path of paths) {
      const copy = await pages.match(path);
      const young = copy && Date.now() - Date.parse(copy.headers.get("Date")) < YOUNG;
      if (!young) await keepPage(path).catch(() => {});
      found[path] = await isWhole(path);
    }
    return found;
  },
  /** A page of a newer version cannot be kept by this worker: then the old copy goes, and the network shows it. */
  async renew({ path }) {
    if (!(await keepPage(path))) for (const name of await caches.keys()) await (await caches.open(name)).delete(path);
    return true;
  },
  async forget() {
    for (const name of await caches.keys()) if (name.startsWith("pages:")) await caches.delete(name);
    await keepPage(SHELL.offline).catch(() => {});
    return true;
  },
  /** A new version comes in only when nobody fills a form. */
  async enter() {
    const open = await clients.matchAll({ type: "window", includeUncontrolled: true });
    if (!open.some(({ url }) => FORM.test(new URL(url).pathname))) await skipWaiting();
  },
};
