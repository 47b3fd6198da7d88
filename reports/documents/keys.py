"""The key that signs reports: the one that was set, else one of our own that says it proves nothing.

The key that was set is a PKCS#12 file, or a PEM file with the certificate, those above it and the private key.
"""

import os
import tempfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

DEMO_FILE = "demo_signing_key.pem"
DEMO_NAME = "Veldwerk demonstration key, proves nothing"
DEMO_YEARS = 10
USES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


class KeyProblem(Exception):
    """The key that was set cannot be used; the words say why."""


def signing_key(path: str, password: str) -> "tuple[SimpleSigner, bool]":
    """What signs, and whether it is the demonstration key: that one is made when ``path`` is empty.

    Raises ``KeyProblem`` for a file that is not there, another password, or anything else than one key with
    its certificate.
    """
    is_demo = not path
    file = demo_file() if is_demo else Path(path)
    secret = password.encode() or None if not is_demo else None
    try:
        body = file.read_bytes()
        key, certificate, others = _of_pem(body, secret) if b"-----BEGIN" in body else _of_pkcs12(body, secret)
    except (OSError, ValueError, TypeError) as problem:
        raise KeyProblem(f"SIGNING_KEY {path}: {problem}") from problem
    return _signer(key, certificate, others), is_demo


def _of_pem(body: bytes, secret: bytes | None) -> tuple[Any, Any, list[Any]]:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key = load_pem_private_key(body[_start_of_key(body) :], secret)
    certificate, *others = x509.load_pem_x509_certificates(body)
    return key, certificate, others


def _start_of_key(body: bytes) -> int:
    at = body.find(b"PRIVATE KEY-----")
    if at < 0:
        raise ValueError("there is no private key in this file")
    return body.rindex(b"-----BEGIN", 0, at)


def _of_pkcs12(body: bytes, secret: bytes | None) -> tuple[Any, Any, list[Any]]:
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

    key, certificate, others = load_key_and_certificates(body, secret)
    if key is None or certificate is None:
        raise ValueError("there is no key with its certificate in this file")
    return key, certificate, others


def _signer(key: Any, certificate: Any, others: list[Any]) -> "SimpleSigner":
    from asn1crypto import keys, x509  # type: ignore[import-untyped]
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    if key.public_key() != certificate.public_key():
        raise KeyProblem("SIGNING_KEY: the private key does not belong to the first certificate")
    held = [x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in (certificate, *others)]
    secret = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    store = SimpleCertificateStore.from_certs(held)
    return SimpleSigner(
        signing_cert=held[0], signing_key=keys.PrivateKeyInfo.load(secret), cert_registry=store, embed_roots=True
    )


# --- the demonstration key --------------------------------------------------------------------------------
def demo_file() -> Path:
    """The file of the demonstration key, made at its first use and kept beside the secret key of the product."""
    path = Path(settings.DATA_DIR) / DEMO_FILE
    if not path.exists():
        _make(path)
    return path


def _make(path: Path) -> None:
    """Several workers may come here at once: whoever links first gives all of them their key."""
    handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")  # mode 0600 from its first byte
    with os.fdopen(handle, "wb") as file:
        file.write(_fresh())
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        path.hardlink_to(fresh)
    os.unlink(fresh)


def _fresh() -> bytes:
    """A new key and a certificate that it signed itself, as PEM."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, DEMO_NAME)])
    now = datetime.now(UTC)
    usage = dict.fromkeys(USES, False) | {"digital_signature": True, "content_commitment": True}
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))  # a clock elsewhere may be a little behind
        .not_valid_after(now + timedelta(days=365 * DEMO_YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return secret + made.public_bytes(Encoding.PEM)
