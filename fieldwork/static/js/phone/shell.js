// The worker that keeps pages on this phone, and what pages ask of it.

/**
 * Register the worker, let a new one in when no form is open, and have these pages kept: `onKept({path: kept?})`.
 * `since`: path → ms since 1970 (clock of the server); a copy from before then is of an earlier round.
 */
export async function start(paths, onKept = () => {}, since = {}) {
  const home = navigator.serviceWorker;
  if (!home) return;
  const { worker, scope, user } = document.body.dataset;
  const keep = async () => onKept(await tell(await ready(), { what: "keep", paths, since, owner: `${user} ${document.documentElement.lang}` }) ?? {});
  home.addEventListener("message", ({ data }) => data === "left" && location.replace(`${scope}visits/`));
  await home.register(worker, { scope }).catch(() => null);
  const found = await home.ready;
  await keep();
  // A newer one is let in when the older one has nothing to do: a browser that waits for it may hold a page for minutes
  const update = () => found.waiting?.postMessage({ what: "update" });
  const watch = () => found.installing?.addEventListener("statechange", update);
  found.addEventListener("updatefound", watch);
  watch();
  update();
  // A first worker that takes over finds the pages kept; a newer one keeps them anew
  home.addEventListener("controllerchange", keep);
}

/** Make a kept page anew from the server. */
export const renew = async (path) => tell(await ready(), { what: "renew", path });

/** Briefings are confidential: nothing that was kept stays when somebody logs out. */
export const forget = async () => tell(await ready(), { what: "forget" });

const ready = async () => (await navigator.serviceWorker?.getRegistration(document.body.dataset.scope))?.active;

function tell(worker, message) {
  if (!worker) return null;
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => done(event.data);
    setTimeout(done, 20000);
    worker.postMessage(message, [port2]);
  });
}
