// A picture goes up in pieces; after a cut the server says how far it came.

import * as store from "store";
import { Named, Retry, failure } from "outbox";

const SMALLEST = 64 * 1024;
const LARGEST = 512 * 1024;
const ANY = "00000000-0000-0000-0000-000000000000";
let piece = SMALLEST;

const place = ({ status, body }) => {
  if ([200, 409].includes(status) && Number.isInteger(body?.offset) && /^(coming|received|prepared)$/.test(body.state)) return body;
  throw body?.state === "refused" ? new Named("refused", body.why) : failure(status, body);
};

/** Bring one picture of a round over. `moved(share)` tells how far. Throws Retry or Named. */
export async function upload(outbox, round, row, moved) {
  const url = round.urls.media.replace(ANY, row.id);
  const bytes = await store.bytes(row.id);
  // Gone from this phone: it must be taken again
  if (!bytes) throw new Named("refused");
  let at = place(await outbox.call(round, "GET", url));
  while (at.state === "coming") {
    moved(at.offset / row.size);
    const part = bytes.slice(at.offset, at.offset + piece);
    try {
      const answer = await outbox.call(round, "PATCH", url, part, {
        "Content-Type": "application/offset+octet-stream",
        "Upload-Offset": at.offset,
        "Upload-Length": row.size,
        "Upload-Sha256": row.sha256,
        "Upload-Type": row.type,
        "Upload-Field": row.field,
        "Upload-Device": outbox.device,
        ...row.about,
      });
      if (answer.status === 422 && answer.body?.offset === 0) throw new Retry("damaged");
      const next = place(answer);
      if (next.state === "coming" && next.offset === at.offset) throw new Retry("no progress");
      at = next;
      piece = Math.min(piece * 2, LARGEST);
      outbox.wait = 1000;
    } catch (error) {
      if (!(error instanceof Named)) piece = Math.max(piece / 2, SMALLEST);
      throw error;
    }
  }
  moved(1);
}
