// The key of a round is no longer good: with a session the server gives a new one.

import * as store from "store";

const refused = new Set();

/** "renewed"; "login" when nobody is logged in; "withdrawn" when the visit is no longer this shopper's. */
export async function renew(row, request) {
  const { status, body } = await request(document.body.dataset.tokens, { credentials: "same-origin" }).catch(() => ({}));
  if (status !== 200 || !body?.tokens) return "login";
  const token = body.tokens[row.visit];
  // A key that was made just now and is refused all the same would be asked for without end
  if (!token || refused.has(row.visit)) return "withdrawn";
  refused.add(row.visit);
  await store.keepRound(row, { token });
  return "renewed";
}
