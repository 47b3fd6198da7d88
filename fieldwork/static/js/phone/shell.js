// The worker that keeps pages on this phone, and what pages ask of it.

/** Register the worker, let a waiting one in when no form is open, and keep these pages; resolves to {path: kept?}. */
export async function start(paths, onKept = () => {}) {
  if (!navigator.serviceWorker) return;
  await navigator.serviceWorker.register(document.body.dataset.worker, { scope: document.body.dataset.scope }).catch(() => null);
  const { active, waiting } = await navigator.serviceWorker.ready;
  waiting?.postMessage({ what: "enter" });
  onKept(await tell(active, { what: "keep", paths, owner: `${document.body.dataset.user} ${document.documentElement.lang}` }) ?? {});
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
