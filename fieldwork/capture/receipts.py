"""What a shopper gets for what was handed in: a code to read out, and a hash that anybody can make again."""

import hashlib
import secrets

from fieldwork.capture.batch import Manifest

RECEIPT_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that read like another one


def digest(manifest: Manifest) -> str:
    """The hash of what was handed in, which anybody with the phone's copy can make again.

    SHA-256 (hexadecimal) over lines in alphabetical order: each op's id, and each photo's id, a space and its hash.
    """
    lines = sorted([str(ident) for ident in manifest.ops] + [f"{ident} {sha}" for ident, sha in manifest.media])
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def new_receipt() -> str:
    """A code to read out over the phone: 7F3K-29QM."""
    letters = [secrets.choice(RECEIPT_LETTERS) for _n in range(8)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"
