"""The signature: valid for who trusts the key, broken by one byte, and never in the way of a report."""

import contextlib
import io
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from django.core.management import call_command
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from reports.documents import keys, signing
from reports.documents.keys import KeyProblem, demo_file, signing_key
from reports.documents.sheets import render_visit_pdf
from reports.documents.signing import about_key, sign
from reports.documents.states import Signature
from tests.reports.documents.test_archival import NUMBER, made
from tests.reports.sample_sheets import visit


@pytest.fixture(scope="module")
def unsigned():
    return made()


@pytest.fixture(scope="module")
def page():
    """A sheet without words: enough to sign."""
    held = io.BytesIO()
    with pikepdf.new() as empty:
        empty.add_blank_page()
        empty.save(held)
    return held.getvalue()


@pytest.fixture(autouse=True)
def own_keys(settings, own_files):
    """Every test has its own folder for keys."""
    settings.DATA_DIR = own_files
    signing._signer.cache_clear()
    yield
    signing._signer.cache_clear()


@pytest.fixture
def signed(unsigned):
    return sign(unsigned, number=NUMBER)


def judged(pdf):
    """What a validator that trusts the key in the file says of it."""
    (found,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    trusted = ValidationContext(trust_roots=[found.signer_cert], allow_fetching=False)
    return found, validate_pdf_signature(found, trusted)


# --- the file -------------------------------------------------------------------------------------------
def test_the_signature_is_valid_covers_the_file_and_names_the_report(signed):
    found, status = judged(signed.pdf)
    assert (status.valid, status.intact, status.trusted, status.bottom_line) == (True, True, True, True)
    assert status.coverage.name == "ENTIRE_FILE"
    assert (found.field_name, str(found.sig_object["/Reason"])) == ("Seal", NUMBER)
    assert str(found.sig_object["/SubFilter"]) == "/ETSI.CAdES.detached"
    assert (signed.signature, signed.is_demo) == (Signature.BASIC, True)
    assert signed.certificate == found.signer_cert.sha256.hex()


def test_it_is_baseline_b_and_asks_for_no_change_afterwards(signed):
    found, status = judged(signed.pdf)
    attributes = {one["type"].native for one in found.signer_info["signed_attrs"]}
    assert {"content_type", "message_digest", "signing_certificate_v2"} <= attributes
    assert "signing_time" not in attributes  # PAdES keeps it in the dictionary of the signature
    assert found.docmdp_level.name == "NO_CHANGES"
    assert status.docmdp_ok


@pytest.mark.parametrize("place", [1000, 0.5, 0.9])
def test_one_byte_that_changed_breaks_it(signed, place):
    broken = bytearray(signed.pdf)
    at = place if place > 1 else int(len(broken) * place)
    broken[at] ^= 1
    _found, status = judged(bytes(broken))
    assert not status.bottom_line


def test_what_was_added_afterwards_is_seen():
    from pyhanko.pdf_utils.generic import pdf_name, pdf_string
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    # The shortest report of the product: for each object the validator reads all that stand before it.
    signed = sign(render_visit_pdf(visit(), pictures={}), number=NUMBER)
    assert judged(signed.pdf)[1].bottom_line
    writer, out = IncrementalPdfFileWriter(io.BytesIO(signed.pdf)), io.BytesIO()
    writer.root[pdf_name("/Lang")] = pdf_string("xx")
    writer.update_root()
    writer.write(out)
    _found, status = judged(out.getvalue())
    assert not status.bottom_line


def test_signing_changes_neither_metadata_nor_what_stands_in_the_file(unsigned, signed):
    assert signed.pdf.startswith(unsigned)
    with pikepdf.open(io.BytesIO(unsigned)) as before, pikepdf.open(io.BytesIO(signed.pdf)) as after:
        assert before.Root.Metadata.read_bytes() == after.Root.Metadata.read_bytes()
        assert dict(before.docinfo.items()) == dict(after.docinfo.items())
        assert sorted(before.attachments) == sorted(after.attachments)
        assert after.check_pdf_syntax() == []


@pytest.mark.parametrize("validator", [["pdfua", "check"], ["outloud", "--fail-on", "warning"]])
def test_validators_find_nothing_in_the_signed_file(signed, validator, tmp_path):
    file = tmp_path / "report.pdf"
    file.write_bytes(signed.pdf)
    program = os.path.join(os.path.dirname(sys.executable), validator[0])
    found = subprocess.run([program, *validator[1:], file], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout


# --- the time stamp -------------------------------------------------------------------------------------
def own_key(name="Bureau Waarneming", days=400, ca=False):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(now - timedelta(days=1))
    builder = builder.not_valid_after(now + timedelta(days=days))
    uses = dict.fromkeys(keys.USES, False) | {"digital_signature": True, "content_commitment": True}
    builder = builder.add_extension(x509.KeyUsage(**uses), critical=True)
    if ca:
        usage = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    from cryptography.hazmat.primitives.hashes import SHA256

    return key, builder.sign(key, SHA256())


def test_a_time_stamp_is_asked_for_when_there_is_a_service(page, settings, monkeypatch):
    from pyhanko.sign.timestamps import DummyTimeStamper

    signer = keys._signer(*own_key("Tijddienst", ca=True), [])
    stamper = DummyTimeStamper(signer.signing_cert, signer.signing_key, certs_to_embed=signer.cert_registry)
    monkeypatch.setattr(signing, "_stamper", lambda url: stamper)
    settings.TIMESTAMP_URL = "https://tijd.example/"
    made_of = sign(page, number=NUMBER)
    assert made_of.signature == Signature.STAMPED
    (found,) = PdfFileReader(io.BytesIO(made_of.pdf)).embedded_signatures
    assert [one["type"].native for one in found.signer_info["unsigned_attrs"]] == ["signature_time_stamp_token"]


def test_a_service_that_does_not_answer_costs_no_report(page, settings, caplog):
    settings.TIMESTAMP_URL = "http://127.0.0.1:9/"
    made_of = sign(page, number=NUMBER)
    assert made_of.signature == Signature.UNSTAMPED
    assert f"no time stamp for {NUMBER}" in caplog.text
    assert judged(made_of.pdf)[1].bottom_line


def test_nobody_waits_for_a_service_that_hangs():
    assert signing._stamper("https://tijd.example/").timeout == signing.TIMESTAMP_SECONDS < 10


# --- keys -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("form", ["pkcs12", "pem"])
def test_the_key_that_was_set_signs(page, settings, tmp_path, form):
    from cryptography.hazmat.primitives.serialization import Encoding, PrivateFormat

    key, certificate = own_key()
    locked = BestAvailableEncryption(b"geheim")
    if form == "pkcs12":
        body = pkcs12.serialize_key_and_certificates(b"x", key, certificate, None, locked)
    else:
        body = certificate.public_bytes(Encoding.PEM) + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked)
    file = tmp_path / "key"
    file.write_bytes(body)
    settings.SIGNING_KEY, settings.SIGNING_PASSWORD = str(file), "geheim"
    made_of = sign(page, number=NUMBER)
    assert not made_of.is_demo
    assert judged(made_of.pdf)[1].bottom_line
    assert about_key()[0] == "Bureau Waarneming"


@pytest.mark.parametrize("body", [None, b"", b"no key", b"-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----"])
def test_a_key_that_cannot_be_used_is_told_and_replaced_by_no_other(page, settings, tmp_path, body):
    file = tmp_path / "key"
    if body is not None:
        file.write_bytes(body)
    settings.SIGNING_KEY = str(file)
    with pytest.raises(KeyProblem):
        sign(page, number=NUMBER)


def test_another_password_and_a_key_of_another_certificate_are_told(settings, tmp_path):
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key, certificate = own_key()
    file = tmp_path / "key.p12"
    file.write_bytes(pkcs12.serialize_key_and_certificates(b"x", key, certificate, None, BestAvailableEncryption(b"a")))
    with pytest.raises(KeyProblem):
        signing_key(str(file), "b")
    other = own_key()[0].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(certificate.public_bytes(Encoding.PEM) + other)
    with pytest.raises(KeyProblem, match="does not belong"):
        signing_key(str(file), "")


def test_the_demonstration_key_is_made_once_is_private_and_says_what_it_is(own_files):
    with ThreadPoolExecutor(8) as pool:
        files = {pool.submit(demo_file).result() for _ in range(16)}
    (file,) = files
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in own_files.glob("demo_signing_key*")] == [file.name]
    before = file.read_bytes()
    signer, is_demo = signing_key("", "")
    assert (is_demo, signing.common_name(signer.signing_cert)) == (True, keys.DEMO_NAME)
    assert "demonstration" in keys.DEMO_NAME
    assert demo_file().read_bytes() == before


def test_whoever_comes_second_keeps_the_key_of_the_first(own_files):
    first = demo_file().read_bytes()
    keys._make(demo_file())
    assert demo_file().read_bytes() == first


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "word"), [(400, "ok"), (20, "WRONG")])
def test_the_doctor_tells_whose_key_it_is_and_until_when(settings, tmp_path, capsys, days, word):
    key, certificate = own_key(days=days)
    file = tmp_path / "key.p12"
    file.write_bytes(pkcs12.serialize_key_and_certificates(b"x", key, certificate, None, BestAvailableEncryption(b"a")))
    settings.SIGNING_KEY, settings.SIGNING_PASSWORD = str(file), "a"
    with contextlib.suppress(SystemExit):
        call_command("doctor", at_start=True)
    (line,) = [one for one in capsys.readouterr().out.splitlines() if "signing key" in one]
    assert line.startswith(word)
    assert "Bureau Waarneming" in line
