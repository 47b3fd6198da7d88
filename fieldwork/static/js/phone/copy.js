// A copy of everything on this phone in one file: a line with the name of the format, a line of JSON that says what
// follows (each picture with its place and length), then the bytes of the pictures one after the other.

import { picturesIn } from "outbox";
import * as store from "store";

const FORMAT = "veldwerk-copy 1";

/** Build the file; `only` is one round, all rounds without it. */
export async function build(only = null) {
  const rounds = [];
  const bytes = [];
  let at = 0;
  for (const { token, ...row } of only ? [only] : await store.rounds()) {
    const held = await store.held(row);
    const named = picturesIn(held.ops);
    const media = [];
    // What the shopper removed goes nowhere
    for (const one of held.media.filter(({ id }) => named.has(id))) {
      const content = await store.bytes(one.id);
      if (!content) continue;
      media.push({ ...one, at, length: content.byteLength });
      bytes.push(content);
      at += content.byteLength;
    }
    rounds.push({ ...row, ops: held.ops, media });
  }
  const head = { made_at: new Date().toISOString(), device: await store.meta("device"), rounds };
  return new Blob([FORMAT, "\n", JSON.stringify(head), "\n", ...bytes], { type: "application/octet-stream" });
}

/** Offer the file to the shopper; true when it was handed over to the browser. */
export async function save(only = null) {
  try {
    const url = URL.createObjectURL(await build(only));
    const link = Object.assign(document.createElement("a"), { href: url, download: `notes-${new Date().toISOString().slice(0, 10)}.copy` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
    return true;
  } catch (error) {
    console.error(error);
    return false;
  }
}
