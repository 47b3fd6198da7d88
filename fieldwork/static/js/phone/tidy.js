// What other shoppers left on this phone: of whom everything was received more than a week ago, nothing stays.

import { KEEP_MS, picturesIn } from "outbox";
import { result } from "store";

/** Remove the memory of every other user than `mine` that holds nothing but old received rounds. */
export async function others(mine) {
  for (const { name } of (await indexedDB.databases?.()) ?? []) {
    if (name.startsWith("fw-") && name !== `fw-${mine}` && await isOver(name)) indexedDB.deleteDatabase(name);
  }
}

async function isOver(name) {
  const opening = indexedDB.open(name);
  // Gone meanwhile: it must not come back empty
  opening.onupgradeneeded = () => opening.transaction.abort();
  const disk = await result(opening).catch(() => null);
  if (!disk) return false;
  const all = (store, range) => result(disk.transaction(store).objectStore(store).getAll(range));
  try {
    const rounds = await all("meta", IDBKeyRange.bound("round:", "round:\uffff"));
    const [ops, media] = [await all("ops"), await all("media")];
    return rounds.length > 0 && rounds.every((row) => isReceived(row, ops, media));
  } finally {
    disk.close();
  }
}

/** As for one's own rounds: long ago, and nothing of it is here that the server has not. */
function isReceived(row, ...held) {
  const [ops, media] = held.map((rows) => rows.filter((one) => one.visit === row.visit && one.round === row.round));
  const named = picturesIn(ops);
  return row.done && Date.now() - row.done.at > KEEP_MS && !row.final && ops.every((op) => op.hold || (op.sent && !op.rejected))
    && media.every((one) => !one.refused && (one.sent || !named.has(one.id)));
}
