"""``make check``: every text of code and templates has one Dutch translation, and nothing is left fuzzy.

Extracts anew into a scratch folder and compares; the catalogue in the repository is not touched.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "fieldwork" / "locale" / "nl" / "LC_MESSAGES" / "django.po"


def extracted() -> set[tuple[str | None, str]]:
    """Context and English text of everything marked for translation now."""
    with tempfile.TemporaryDirectory() as scratch:
        for name in ("fieldwork", "reports", "templates", "manage.py"):
            source = ROOT / name
            target = Path(scratch) / name
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("locale", "static", "__pycache__"))
            else:
                shutil.copy(source, target)
        (Path(scratch) / "locale").mkdir()
        command = [sys.executable, "-m", "django", "makemessages", "-l", "nl", "--no-location"]
        subprocess.run(command, cwd=scratch, check=True, stdout=subprocess.DEVNULL)
        with open(Path(scratch) / "locale" / "nl" / "LC_MESSAGES" / "django.po", "rb") as file:
            return {(entry.context, _key(entry.id)) for entry in read_po(file) if entry.id}


def _key(text: object) -> str:
    return text[0] if isinstance(text, list | tuple) else str(text)


def main() -> int:
    """Print what is missing or stands twice; 1 when anything does."""
    if subprocess.run(["msgfmt", "--check-format", "--output-file=-", CATALOGUE], stdout=subprocess.DEVNULL).returncode:
        print(f"{CATALOGUE.relative_to(ROOT)} is not well-formed: see above")
        return 1
    with open(CATALOGUE, "rb") as file:
        known = {
            (entry.context, _key(entry.id))
            for entry in read_po(file, locale="nl")
            if entry.id and not entry.fuzzy and all(entry.string if isinstance(entry.string, tuple) else [entry.string])
        }
    missing = sorted(text for _context, text in extracted() - known)
    for text in missing:
        print(f"no Dutch for: {text!r}")
    if missing:
        print(f"{len(missing)} texts to translate: make messages, then fill fieldwork/locale/nl/LC_MESSAGES/django.po")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
