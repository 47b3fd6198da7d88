// The phone's own memory: IndexedDB, append only. What the form shows is the fold of `ops` by seq.
// A write is told as saved only when the browser reports the transaction complete, with strict durability.

// The order of the answers comes from the disk itself: one write gives the next number, whatever tab it is of
const STORES = { ops: { keyPath: "seq", autoIncrement: true }, media: { keyPath: "id" }, chunks: {}, meta: {} };
const TRIES = 3;
let handle = null;
let called = "";

function connect() {
  return new Promise((done, fail) => {
    const request = indexedDB.open(called, 2);
    request.onupgradeneeded = () => {
      for (const [name, key] of Object.entries(STORES)) {
        if (request.result.objectStoreNames.contains(name)) continue;
        const store = request.result.createObjectStore(name, key);
        if (!key.keyPath) continue;
        store.createIndex("id", "id", { unique: true });
        store.createIndex("round", ["visit", "round"]);
      }
    };
    request.onsuccess = () => {
      const drop = () => { if (handle === request.result) handle = null; };
      request.result.onclose = drop;
      request.result.onversionchange = () => { request.result.close(); drop(); };
      done(request.result);
    };
    request.onerror = () => fail(request.error);
  });
}

/** Open the memory of one user (a short hash of who it is). */
export async function open(user) {
  called = `fw-${user}`;
  handle = await connect();
}

export const result = (request) => new Promise((done, fail) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});

// iOS closes connections of sleeping tabs while the page lives on: drop the handle and open again.
async function transaction(mode, work, names = Object.keys(STORES), durability = "strict") {
  for (let attempt = 1; ; attempt += 1) {
    try {
      handle ??= await connect();
      const tx = handle.transaction(names, mode, { durability });
      const ended = new Promise((done, fail) => {
        tx.oncomplete = done;
        tx.onabort = () => fail(tx.error ?? new DOMException("", "AbortError"));
      });
      // Told below; a failing `work` must not leave it unheard
      ended.catch(() => {});
      const outcome = await work((name) => tx.objectStore(name));
      await ended;
      return outcome;
    } catch (error) {
      const closed = ["InvalidStateError", "UnknownError"].includes(error.name);
      if (!closed || attempt === TRIES) throw error;
      handle = null;
    }
  }
}

// Without names all stores: one that is written by a tap waits for nobody who reads another
export const read = (work, names) => transaction("readonly", work, names);
export const write = (work, ...about) => transaction("readwrite", work, ...about);

export const meta = (key) => read((store) => result(store("meta").get(key)), "meta");
export const setMeta = (key, value) => write((store) => { store("meta").put(value, key); });

/** A value made once and kept: the device id, the submission id of a round. */
export const once = (key, make) => write(async (store) => {
  const known = await result(store("meta").get(key));
  if (known !== undefined) return known;
  const fresh = make();
  store("meta").put(fresh, key);
  return fresh;
});

/** Append one op, with the photo it names, in one transaction: one question to the disk. Returns it with its seq. */
export const append = (op, photo = null) => write(async (store) => {
  const request = store("ops").add(op);
  if (photo) {
    const { bytes, ...row } = photo;
    store("media").add(row);
    store("chunks").add(bytes, row.id);
  }
  request.transaction.commit?.();
  return { ...op, seq: await result(request) };
}, photo ? ["ops", "media", "chunks"] : ["ops"]);

/** All answers and pictures (without their bytes) of a round, as they were at one moment. */
export const held = ({ visit, round }) => read(async (store) => {
  const [ops, media] = await Promise.all(["ops", "media"].map((name) => result(store(name).index("round").getAll([visit, round]))));
  return { ops, media };
}, ["ops", "media"]);
const of = (name) => async (visit, round) => (await held({ visit, round }))[name];
export const ops = of("ops");
export const media = of("media");
export const bytes = (id) => read((store) => result(store("chunks").get(id)), "chunks");

// What this phone needs to send a round from any page: addresses, key, names, and how far handing in is.
const ROUND = "round:";
const keyOf = ({ visit, round }) => `${ROUND}${visit}/${round}`;
export const rounds = () => read((store) => result(store("meta").getAll(IDBKeyRange.bound(ROUND, `${ROUND}\uffff`))), "meta");

export const round = async (which) => (await meta(keyOf(which))) ?? which;

/** Change some members of a round's row; `first` are those of a new row. Returns the row. */
export const keepRound = (which, changes, first = {}) => write(async (store) => {
  const row = { ...first, ...(await result(store("meta").get(keyOf(which)))), ...changes, visit: which.visit, round: which.round };
  store("meta").put(row, keyOf(which));
  return row;
}, "meta");

/** Remove a round with all its answers and pictures from this phone. */
export const forget = ({ visit, round }) => write(async (store) => {
  const only = [visit, round];
  for (const name of ["ops", "media"]) {
    for (const id of await result(store(name).index("round").getAllKeys(only))) {
      store(name).delete(id);
      if (name === "media") store("chunks").delete(id);
    }
  }
  // A spoken note that was cut off and never came back
  for (const memo of await result(store("meta").getAll(IDBKeyRange.bound("memo:", "memo:\uffff")))) {
    if (memo.visit !== visit || memo.round !== round) continue;
    store("chunks").delete(IDBKeyRange.bound([memo.id], [memo.id, []]));
    store("meta").delete(`memo:${memo.id}`);
  }
  store("meta").delete(keyOf({ visit, round }));
});

/** Change marks of delivery (never a value) on rows of `ops` or `media`. One that is lost with the power only goes again. */
export const mark = (name, changes) => write(async (store) => {
  for (const [id, marks] of changes) {
    const row = await result(store(name).index("id").get(id));
    if (row) store(name).put({ ...row, ...marks });
  }
}, name, "relaxed");
