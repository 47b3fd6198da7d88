// Sends what the phone holds, for every round of every visit: ops, then pictures, then the final.
// Every call may be repeated. Only the exact answer of our server counts; anything else is tried again later.

import { load } from "load";
import * as store from "store";

const BATCH = 50;
const FIRST_WAIT = 1000;
// Answers that come one after the other go together, and the disk is left to the thumb
const BREATH = 250;
const LONGEST_WAIT = 30000;
const TIMEOUT = 45000;
const FROZEN = 120000;
// A handed-in round stays on the phone this long, and its final is repeated: a server that lost it is filled again.
export const KEEP_MS = 7 * 24 * 3600 * 1000;
// Named states: the data is kept and everything else goes on.
const NAMED = { 401: "login", 403: "login", 404: "stuck", 410: "withdrawn", 413: "too_big", 422: "refused", not_allowed_now: "stuck" };

export class Retry extends Error {}
export class Named extends Error {
  constructor(state, why) { super(state); Object.assign(this, { state, why }); }
}

/** Ids of the pictures that the newest answers of these ops name; only these are sent. */
export function picturesIn(ops) {
  const newest = new Map();
  for (const op of ops) if (!(newest.get(op.field)?.seq > op.seq)) newest.set(op.field, op);
  return new Set([...newest.values()].flatMap(({ value }) => photosOf(value)));
}
/** A round of a visit, as trouble is remembered by. */
export const keyOf = ({ visit, round }) => `${visit}/${round}`;
const isOpen = (one) => !one.sent && !one.refused;
async function held(row) {
  const { ops, media } = await store.held(row);
  const named = picturesIn(ops);
  return { ops, all: media, media: media.filter((one) => named.has(one.id)) };
}
export const photosOf = (value) => [value?.photos, value?.v?.photos, value?.v].filter(Array.isArray).flat();

/**
 * One sender per page. `on` hears {tell(state), moved(id, change, row), taken(row, marks), finished(row), invalid(row, questions)};
 * with `on.visit` it is told the trouble of that visit alone.
 */
export class Outbox {
  constructor(device, on = {}) {
    Object.assign(this, { device, on, wait: FIRST_WAIT, problems: new Map(), repeated: new Set() });
    addEventListener("online", () => this.now());
    addEventListener("offline", () => this.report("offline"));
    // Pictures may wait for Wi-Fi
    navigator.connection?.addEventListener?.("change", () => this.poke());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.now());
  }

  /** Try at once, whatever we were waiting for. */
  now() {
    this.wait = FIRST_WAIT;
    this.problems.clear();
    return this.poke();
  }

  /** An answer was kept: it goes in a moment. */
  soon() {
    if (document.hidden) return this.poke();
    this.again = true;
    this.breath ??= setTimeout(() => this.poke(), BREATH);
  }

  /** There is something new to send. Calls while busy make one more turn, and wait for it as well. */
  poke() {
    clearTimeout(this.timer);
    clearTimeout(this.breath);
    this.breath = null;
    this.again = true;
    const isFrozen = this.since && Date.now() - this.since > FROZEN;
    // Another page may take the lock away from this one: it does the work then
    this.busy ??= Promise.resolve(alone(() => this.turns(), () => this.standBack(), isFrozen)).catch(() => {}).finally(() => {
      this.busy = null;
      // Somebody called after the last turn, while the lock was being given back
      return this.again && !this.breath && this.poke();
    });
    return this.busy;
  }

  /** Another page sends. One that was put to sleep with the lock in its hand is not waited for without end. */
  standBack() {
    this.since ||= Date.now();
    this.later();
    return this.report(undefined, "waiting");
  }

  async turns() {
    this.since = 0;
    while (this.again && !this.breath) {
      this.again = false;
      try {
        await this.turn();
        this.wait = FIRST_WAIT;
        await this.report();
      } catch (error) {
        if (!(error instanceof Retry)) console.error(error);
        await this.report(navigator.onLine === false || error.offline ? "offline" : "waiting").catch(() => {});
        // Who called meanwhile knows more than we: the line came back
        if (!this.again) this.later();
      }
    }
  }

  later() {
    this.again = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.poke(), this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  /** Every round once. What one of them cannot do does not hold up the others; a line that fails is told at the end. */
  async turn() {
    let cut = null;
    this.wifiOnly = await store.meta("wifi_only");
    const rounds = await store.rounds();
    for (const row of rounds) {
      if (this.problems.get(keyOf(row)) === "login" || this.repeated.has(row.submission)) continue;
      try {
        const trouble = await this.sendRound(row);
        if (trouble) this.problems.set(keyOf(row), trouble);
        else this.problems.delete(keyOf(row));
      } catch (error) {
        try {
          await this.named(error, row, rounds);
        } catch (trouble) {
          if (navigator.onLine === false) throw trouble;
          cut = trouble;
          await this.report(trouble.offline ? "offline" : "waiting");
        }
      }
    }
    if (cut) throw cut;
  }

  /** What a refusal with a name means for its visit; throws what is to be tried again later. */
  async named(error, row, rounds) {
    if (!(error instanceof Named)) throw error;
    const outcome = error.state === "login" ? await (await load("key")).renew(row, request) : error.state;
    if (outcome === "renewed") this.again = true;
    else if (outcome === "stuck" && (await load("key")).lostBefore(row, rounds, this.repeated)) throw error;
    else this.problems.set(keyOf(row), outcome);
  }

  /** Send what one round has; returns the state of what was refused on the way, else nothing. Throws Named or Retry. */
  async sendRound(row) {
    if (row.done && Date.now() - row.done.at > KEEP_MS && !(await this.left(row, true))) return store.forget(row);
    // One thing that cannot go does not hold up the rest
    let stuck = null;
    const tried = async (work) => {
      try { await work(); } catch (error) {
        if (!(error instanceof Named) || error.state === "login") throw error;
        stuck = error;
      }
    };
    await tried(() => this.sendOps(row));
    const pictures = await this.pictures(row);
    const waits = pictures.length && this.waitsForWifi();
    for (const picture of pictures) {
      if (waits) this.on.moved?.(picture.id, { wifi: true }, row);
      else await tried(() => this.sendPicture(row, picture));
    }
    if (stuck) throw stuck;
    if (waits) return null;
    // Asked anew: the shopper may have taken it back, or an answer was refused, while pictures went
    const now = await store.round(row);
    if (now.done?.state === "other") this.repeated.add(now.submission);
    // Pressed before this turn, or asked anew by what came late: what was given since would be missing
    else if (now.done || (now.final && (row.final || now.late))) await this.sendFinal(now);
    // Told for as long as an answer names it: it must be taken again or removed
    return !(await store.round(row)).done && (await held(row)).media.some((one) => one.refused) && "refused";
  }

  /** Pictures of a round that are still to be sent. */
  async pictures(row) {
    return (await held(row)).media.filter(isOpen);
  }

  async sendOps(row) {
    for (;;) {
      const rows = (await store.ops(row.visit, row.round)).filter((op) => !op.sent && !op.hold);
      if (!rows.length) return;
      await this.report("sending");
      const [first] = rows.sort((a, b) => a.seq - b.seq);
      // Under the form and the language in which they were given
      const { schema = row.schema, language = row.language } = first;
      const batch = rows.filter((op) => (op.schema ?? schema) === schema).slice(0, BATCH);
      const ops = batch.map(({ id, seq, field, value, t_wall, t_mono, shown_ms, settles }) => ({ id, seq, field, value, t_wall, t_mono, shown_ms, settles }));
      const { status, body } = await this.call(row, "PUT", row.urls.ops, { device: this.device, schema, language, sent_at: new Date().toISOString(), ops });
      if (status !== 200 || ![body?.acked, body?.late, body?.rejected].every(Array.isArray)) throw failure(status, body);
      const ours = new Set(batch.map((op) => op.id));
      const marks = [
        ...body.acked.map((id) => [id, { sent: 1 }]),
        ...body.late.map((id) => [id, { sent: 1, late: 1 }]),
        ...body.rejected.map(({ id, why }) => [id, { sent: 1, rejected: why }]),
      ].filter(([id]) => ours.has(id));
      if (!marks.length) throw new Retry("nothing was taken");
      await store.mark("ops", marks);
      // A refused answer takes the handing in back, also one of just now, and says so on whatever page is open
      if (body.rejected.length && !row.done) {
        const { final } = await store.round(row);
        await store.keepRound(row, { final: 0, ...(final && { invalid: body.rejected.map(({ id, field, why }) => ({ field, message: why, seq: batch.find((op) => op.id === id)?.seq })) }) });
      }
      // Something came after the final: whose it was is asked with our own, and the answer tells what became of this
      if (body.late.length) await store.keepRound(row, { late: 1, final: row.done ? 0 : 1 });
      this.wait = FIRST_WAIT;
      await this.on.taken?.(row, marks);
    }
  }

  async sendPicture(row, picture) {
    const { upload } = await load("upload");
    await this.report("sending");
    const mark = async (marks) => {
      await store.mark("media", [[picture.id, marks]]);
      this.on.moved?.(picture.id, marks, row);
    };
    try {
      await upload(this, row, picture, (share) => this.on.moved?.(picture.id, { share }, row));
      this.wait = FIRST_WAIT;
      await mark({ sent: 1 });
    } catch (error) {
      if (!(error instanceof Named) || !["refused", "too_big"].includes(error.state)) throw error;
      await mark({ refused: error.why ?? " " });
    }
  }

  async sendFinal(row) {
    const { ops, media } = await held(row);
    const { status, body } = await this.call(row, "PUT", row.urls.final, {
      submission: row.submission,
      device: this.device,
      ops: ops.filter((op) => !op.hold && !op.late && !op.rejected).map((op) => op.id),
      media: media.filter((one) => !one.refused).map(({ id, sha256 }) => ({ id, sha: sha256 })),
    });
    if (status === 409 && body?.state === "incomplete") {
      await store.mark("ops", (body.ops ?? []).map((id) => [id, { sent: 0 }]));
      await store.mark("media", (body.media ?? []).map((id) => [id, { sent: 0 }]));
      // Sent again after a breath: a server that never has enough is not asked without pause
      throw new Retry("incomplete");
    }
    this.repeated.add(row.submission);
    if ((status === 200 && body?.state === "final") || (status === 409 && body?.state === "other")) {
      const { state, code, sha256, next, by } = body;
      const at = row.done?.at ?? Date.now();
      const kept = await store.keepRound(row, { final: 0, done: { state, code, sha256, next, by, at, late: row.late } });
      await this.on.finished?.(kept);
    } else if (status === 422 && body?.state === "invalid" && Array.isArray(body.questions)) {
      if (row.done) return;
      const seq = Math.max(...ops.map((op) => op.seq));
      await store.keepRound(row, { final: 0, invalid: body.questions.map((one) => ({ ...one, seq })) });
      await this.on.invalid?.(row, body.questions);
    } else {
      this.repeated.delete(row.submission);
      throw failure(status, body);
    }
  }

  /** One request with the write-only token. A redirect, a page of a hotel Wi-Fi or silence is a failure. */
  async call(row, method, url, content, headers = {}) {
    const raw = content instanceof ArrayBuffer;
    const body = raw || !content ? content : new TextEncoder().encode(JSON.stringify(content));
    const digest = body && !raw && { "Content-Type": "application/json", "Content-Digest": await digestOf(body) };
    return request(url, { method, body, credentials: "omit", headers: { Authorization: `Bearer ${row.token}`, ...digest, ...headers } });
  }

  /** Pictures stay here for now: the shopper wants it so, and the browser tells that this is no Wi-Fi. */
  waitsForWifi() {
    return Boolean(this.wifiOnly) && Boolean(navigator.connection?.type) && navigator.connection.type !== "wifi";
  }

  /** What of a round the server has not; with `refused` also what it did not want, which stands nowhere else. */
  async left(row, refused) {
    const { ops, media, all } = await held(row);
    const lost = refused ? all.filter((one) => one.refused) : [];
    return ops.filter((op) => (refused && op.rejected) || (!op.sent && !op.hold)).length + media.filter(isOpen).length + lost.length + (row.final ? 1 : 0);
  }

  /** How many answers, pictures and words "I hand in" are on this phone only; and how many of them of this visit. */
  async unsent(visit) {
    let open = 0;
    let mine = 0;
    for (const row of await store.rounds()) {
      const left = this.repeated.has(row.submission) ? 0 : await this.left(row);
      open += left;
      if (row.visit === (visit ?? row.visit)) mine += left;
    }
    return [open, mine];
  }

  /** "Sent" is told only when nothing is left and nobody called meanwhile; else `busy`, when nothing else is to be told. */
  async report(state, busy = "sending") {
    const { visit } = this.on;
    const [open, mine] = await this.unsent(visit);
    const calm = this.again || mine ? busy : "sent";
    const [trouble] = [...this.problems].filter(([key]) => key.startsWith(visit ?? "")).map(([, name]) => name);
    this.on.tell?.({ state: state ?? trouble ?? (mine && this.waitsForWifi() ? "wifi" : calm), open });
  }
}

async function request(url, options) {
  let response;
  try {
    response = await fetch(url, { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(TIMEOUT), ...options, headers: { Accept: "application/json", ...options.headers } });
    const bytes = await response.arrayBuffer();
    // A byte that changed on the way makes it no answer at all
    const said = response.headers.get("Content-Digest");
    if (said && said !== await digestOf(bytes)) throw new Error("damaged");
    const kind = response.headers.get("Content-Type") ?? "";
    return { status: response.status, body: /^application\/(problem\+)?json\b/.test(kind) ? JSON.parse(new TextDecoder().decode(bytes)) : null };
  } catch (error) {
    throw Object.assign(new Retry(error.message), { offline: !response });
  }
}

const digestOf = async (bytes) => `sha-256=:${btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))))}:`;

/** What another answer means: a state with a name when it is ours (JSON), or simply not now. */
export function failure(status, body) {
  const state = /^urn:veldwerk:/.test(body?.type) && (NAMED[status] ?? NAMED[body.title]);
  return state ? new Named(state, body.detail) : new Retry(`answer ${status}`);
}

// One sender per browser. Where locks are missing the ids make a second sender harmless.
const alone = (work, taken, steal) => (navigator.locks
  ? navigator.locks.request("fw-send", steal ? { steal } : { ifAvailable: true }, (lock) => (lock ? work() : taken()))
  : work());
