"""The signature of a report: PAdES baseline B, invisible, the last thing that happens to its bytes.

With a time-stamp service it becomes baseline T; a service that does not answer never costs a report. The worker
signs: the child that lays out pages knows no key.

Source: ETSI EN 319 142-1 (PAdES baseline signatures).
"""

import io
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from reports.documents.finishing import SIGNATURE
from reports.documents.keys import signing_key
from reports.documents.states import Signature

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

log = logging.getLogger(__name__)
TIMESTAMP_SECONDS = 8  # per request; there are two of them
ROOM = 16_384  # bytes kept free for the signature: certificates of a chain and a time stamp fit in


@dataclass(frozen=True)
class Signed:
    """The signed file, how it was signed, with which certificate (SHA-256 of it, hex), and whether that is ours."""

    pdf: bytes
    signature: Signature
    certificate: str
    is_demo: bool


def sign(pdf: bytes, *, number: str) -> Signed:
    """The same file with a signature over every byte of it.

    ``number`` of the report stands in the signature as its reason. Raises ``KeyProblem`` when the key that was
    set cannot be used: a report must not go out unsigned, or signed by somebody else than was meant.
    """
    signer, held, is_demo = _signer(str(settings.SIGNING_KEY), settings.SIGNING_PASSWORD)
    certificate = held.sha256.hex()
    if settings.TIMESTAMP_URL:
        try:
            stamped = _signed(pdf, signer, number, _stamper(settings.TIMESTAMP_URL))
            return Signed(stamped, Signature.STAMPED, certificate, is_demo)
        except Exception as problem:  # whatever a service elsewhere does, the report must not wait for it
            log.warning("no time stamp for %s: %s: %s", number, type(problem).__name__, problem)
    signature = Signature.UNSTAMPED if settings.TIMESTAMP_URL else Signature.BASIC
    return Signed(_signed(pdf, signer, number, None), signature, certificate, is_demo)


def _signed(pdf: bytes, signer: "SimpleSigner", number: str, stamper: Any) -> bytes:
    from pyhanko.sign import fields, signers

    about = signers.PdfSignatureMetadata(
        field_name=SIGNATURE,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason=number,
        name=common_name(signer.signing_cert),
        # No change at all is foreseen after this; a viewer says so when there is one.
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    made = signers.PdfSigner(about, signer, timestamper=stamper)  # into the field that the page left for it
    out = io.BytesIO()
    # In a thread of its own: pyHanko runs an event loop, and the worker may be in one already.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(made.sign_pdf, _writer()(io.BytesIO(pdf)), bytes_reserved=ROOM, output=out).result()
    return out.getvalue()


@cache
def _writer() -> Any:
    """Adds the signature to the file and leaves its metadata alone: these are those of the figures."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class OnlyAdds(IncrementalPdfFileWriter):
        def _update_meta(self) -> None:
            """Nothing: the archive wants document information and XMP to stay the same."""

    return OnlyAdds


@cache
def _signer(key: str, password: str) -> "tuple[SimpleSigner, Any, bool]":
    """What signs, with its certificate, read once per process; ``True`` when it is the demonstration key."""
    signer, is_demo = signing_key(key, password)
    return signer, signer.signing_cert, is_demo


def _stamper(url: str) -> Any:
    from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

    return RequestsHTTPTimeStamper(url, timeout=TIMESTAMP_SECONDS)


def common_name(certificate: Any) -> str:
    """Whose certificate it is, in words."""
    known = certificate.subject.native
    return str(known.get("common_name") or known.get("organization_name") or "")


def about_key() -> tuple[str, datetime, bool]:
    """Whose key signs, until when its certificate holds, and whether it is the demonstration key.

    Raises ``KeyProblem`` when it cannot be used.
    """
    _signer_of_it, held, is_demo = _signer(str(settings.SIGNING_KEY), settings.SIGNING_PASSWORD)
    return common_name(held), held.not_valid_after, is_demo
