// Sends what the phone holds: ops, then pictures, then the final. Every call may be repeated.
// Only the exact answer of our server counts; anything else is tried again later.

import * as store from "store";
import { upload } from "upload";

const BATCH = 50;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const TIMEOUT = 45000;
// Named states: the data is kept and everything else goes on.
const NAMED = { 401: "login", 403: "login", 410: "withdrawn", 413: "too_big", 422: "refused" };

export class Retry extends Error {}
export class Named extends Error {
  constructor(state, why) { super(state); Object.assign(this, { state, why }); }
}

/** `wanted()` tells which pictures the answers name and whether the shopper handed in; `tell(state)` shows it. */
export class Outbox {
  constructor(phone, wanted, tell) {
    Object.assign(this, phone, { wanted, tell });
    this.wait = FIRST_WAIT;
    addEventListener("online", () => this.now());
    addEventListener("offline", () => this.report("offline"));
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.now());
  }

  /** Try at once, whatever we were waiting for. */
  now() {
    this.wait = FIRST_WAIT;
    this.problem = null;
    return this.poke();
  }

  /** There is something new to send. Calls while busy make one more turn. */
  async poke() {
    clearTimeout(this.timer);
    this.again = true;
    if (this.busy) return;
    this.busy = true;
    try {
      await alone(() => this.turns(), () => this.later());
    } finally {
      this.busy = false;
    }
  }

  async turns() {
    while (this.again) {
      this.again = false;
      try {
        await this.turn();
        this.wait = FIRST_WAIT;
      } catch (error) {
        if (error instanceof Named) this.problem = error.state;
        else {
          if (!(error instanceof Retry)) console.error(error);
          await this.report(navigator.onLine === false || error.offline ? "offline" : "waiting");
          this.later();
          return;
        }
      }
      await this.report();
    }
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.poke(), this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  async turn() {
    // One thing that cannot go does not hold up the rest
    let stuck = null;
    const tried = async (work) => {
      try { await work(); } catch (error) {
        if (!(error instanceof Named) || error.state === "login") throw error;
        stuck = error;
      }
    };
    await tried(() => this.sendOps());
    const named = this.wanted().media;
    for (const row of await store.media(this.visit, this.round)) {
      if (row.sent || row.refused || !named.has(row.id)) continue;
      await tried(() => this.sendPicture(row));
    }
    if (stuck) throw stuck;
    this.problem = null;
    if (this.wanted().final) await this.sendFinal();
  }

  async sendOps() {
    for (;;) {
      const rows = (await store.ops(this.visit, this.round)).filter((op) => !op.sent && !op.hold);
      if (!rows.length) return;
      await this.report("sending");
      const batch = rows.sort((a, b) => a.seq - b.seq).slice(0, BATCH);
      const { device, schema, language } = this;
      const ops = batch.map(({ id, seq, field, value, t_wall }) => ({ id, seq, field, value, t_wall }));
      const { status, body } = await this.call("PUT", this.urls.ops, { device, schema, language, sent_at: new Date().toISOString(), ops });
      if (status !== 200 || ![body?.acked, body?.late, body?.rejected].every(Array.isArray)) throw failure(status);
      const ours = new Set(batch.map((op) => op.id));
      const marks = [
        ...body.acked.map((id) => [id, { sent: 1 }]),
        ...body.late.map((id) => [id, { sent: 1, late: 1 }]),
        ...body.rejected.map(({ id, why }) => [id, { sent: 1, rejected: why }]),
      ].filter(([id]) => ours.has(id));
      if (!marks.length) throw new Retry("nothing was taken");
      await store.mark("ops", marks);
      this.wait = FIRST_WAIT;
      this.taken(marks);
    }
  }

  async sendPicture(row) {
    await this.report("sending");
    try {
      await upload(this, row, (share) => this.moved(row.id, { share }));
      await store.mark("media", [[row.id, { sent: 1 }]]);
      this.moved(row.id, { sent: 1 });
      this.wait = FIRST_WAIT;
    } catch (error) {
      if (error instanceof Named && error.state !== "login") {
        const marks = { refused: error.why ?? error.state };
        await store.mark("media", [[row.id, marks]]);
        this.moved(row.id, marks);
      }
      throw error;
    }
  }

  async sendFinal() {
    const ops = await store.ops(this.visit, this.round);
    const named = this.wanted().media;
    const media = (await store.media(this.visit, this.round)).filter((row) => named.has(row.id) && !row.refused);
    const { status, body } = await this.call("PUT", this.urls.final, {
      submission: this.submission,
      device: this.device,
      ops: ops.filter((op) => !op.hold && !op.late && !op.rejected).map((op) => op.id),
      media: media.map((row) => ({ id: row.id, sha: row.sha256 })),
    });
    if (status === 200 && body?.state === "final") return this.finished(body);
    if (status === 409 && body?.state === "incomplete") {
      await store.mark("ops", (body.ops ?? []).map((id) => [id, { sent: 0 }]));
      await store.mark("media", (body.media ?? []).map((id) => [id, { sent: 0 }]));
      this.again = true;
      if (body.ops?.length || body.media?.length) return null;
    }
    if (status === 409 && body?.state === "other") return this.finished(body);
    if (status === 422 && body?.state === "invalid" && Array.isArray(body.questions)) return this.invalid(body.questions);
    throw failure(status);
  }

  /** One request with the write-only token. A redirect, a page of a hotel Wi-Fi or silence is a failure. */
  async call(method, url, content, headers = {}) {
    const raw = content instanceof ArrayBuffer;
    let response;
    try {
      response = await fetch(url, {
        method,
        credentials: "omit",
        cache: "no-store",
        redirect: "error",
        signal: AbortSignal.timeout(TIMEOUT),
        headers: { Authorization: `Bearer ${this.token}`, Accept: "application/json", ...(content && !raw && { "Content-Type": "application/json" }), ...headers },
        body: raw || !content ? content : JSON.stringify(content),
      });
      const kind = response.headers.get("Content-Type") ?? "";
      const body = /^application\/(problem\+)?json\b/.test(kind) ? await response.json() : null;
      return { status: response.status, body };
    } catch (error) {
      throw Object.assign(new Retry(error.message), { offline: !response });
    }
  }

  async report(state) {
    const ops = await store.ops(this.visit, this.round);
    const named = this.wanted().media;
    const media = (await store.media(this.visit, this.round)).filter((row) => named.has(row.id) && !row.sent && !row.refused);
    const open = ops.filter((op) => !op.sent && !op.hold).length + media.length;
    this.tell({ state: state ?? this.problem ?? "sent", open });
  }
}

/** What an answer that is not ours means: a state with a name, or simply not now. */
export const failure = (status, body) => (NAMED[status] ? new Named(NAMED[status], body?.detail) : new Retry(`answer ${status}`));

// One sender per browser. Where locks are missing the ids make a second sender harmless.
const alone = (work, taken) => (navigator.locks
  ? navigator.locks.request("fw-send", { ifAvailable: true }, (lock) => (lock ? work() : taken()))
  : work());
