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
  const disk = await result(indexedDB.open(name));
  const all = (store, range) => result(disk.transaction(store).objectStore(store).getAll(range));
  try {
    const rounds = await all("meta", IDBKeyRange.bound("round:", "round:\uffff"));
    const ops = await all("ops");
    const named = picturesIn(ops);
    const media = (await all("media")).filter(({ id }) => named.has(id));
    return rounds.length > 0 && rounds.every(({ done }) => done && Date.now() - done.at > KEEP_MS)
      && ops.every((op) => op.hold || (op.sent && !op.rejected)) && media.every((one) => one.sent && !one.refused);
  } finally {
    disk.close();
  }
}
