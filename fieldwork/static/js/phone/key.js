// The server does not take a round any more: its key is no longer good, or a copy was put back that knows less.

import { Retry } from "outbox";
import * as store from "store";

// Key → when it was asked for here, by the clock of the page: a phone's own may be put back
const issued = new Map();
const FRESH = 60000;
const AGAIN_AFTER = 30000;
const missed = new Map();

/**
 * "renewed"; "login" when nobody is logged in, or somebody else; "withdrawn" when the visit is no longer this shopper's.
 * Throws Retry when no answer of ours comes.
 */
export async function renew(row, request) {
  const { status, body } = await request(document.body.dataset.tokens, { credentials: "same-origin" });
  if ([401, 403].includes(status) && /^urn:veldwerk:/.test(body?.type)) return "login";
  if (status !== 200 || !body?.tokens) throw new Retry(`answer ${status}`);
  if (body.user !== document.body.dataset.user) return "login";
  const token = body.tokens[row.visit];
  // A key that was made just now and is refused all the same would be asked for without end
  if (!token || performance.now() - issued.get((await store.round(row)).token) < FRESH) return "withdrawn";
  issued.set(token, performance.now());
  for (const one of await store.rounds()) if (one.visit === row.visit) await store.keepRound(one, { token });
  return "renewed";
}

/**
 * The server does not know this round: it may have lost the part before, which opened it. What was handed in before is
 * taken out of `repeated`, so that its final goes again and the answer tells what else is lost. Was there anything?
 * Not again within half a minute: it may not know this one for another reason.
 */
export function lostBefore({ visit, round, submission }, rounds, repeated) {
  if (performance.now() - (missed.get(submission) ?? -AGAIN_AFTER) < AGAIN_AFTER) return false;
  missed.set(submission, performance.now());
  return rounds.filter((one) => one.visit === visit && one.round < round && repeated.delete(one.submission)).length > 0;
}
