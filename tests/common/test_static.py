"""Static files as they are served."""

import re
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import override_settings

from fieldwork.common.storage import HashedStatic

SCRIPTS = Path(__file__).parents[2] / "fieldwork/static/js"
# Text with a space in it, inside a text with holes: making the script smaller takes that space away.
NESTED = re.compile(r"`[^`]*\$\{[^{}`]*`[^`]*\s[^`]*`")


@pytest.mark.parametrize("script", sorted(SCRIPTS.rglob("*.js")), ids=lambda file: file.stem)
def test_no_script_says_something_else_once_it_is_small(script):
    assert not NESTED.findall(script.read_text())


def test_a_script_and_a_style_are_kept_whole_under_their_hashed_names_alone(tmp_path):
    with override_settings(STATIC_ROOT=str(tmp_path), DEBUG=False):
        storage = HashedStatic(location=str(tmp_path))
        storage.save("js/phone/one.js", ContentFile(b"// why\n  const a = 1;\n export { a };\n"))
        storage.save("css/one.css", ContentFile(b"/* why,\n on two lines */\n  a > b {\n    top: 0; }\n"))
        done = {
            name: stored
            for name, stored, _ in storage.post_process(
                {name: (storage, name) for name in ("js/phone/one.js", "css/one.css")}
            )
        }
        assert (tmp_path / done["js/phone/one.js"]).read_text() == "const a=1;export{a};"
        assert (tmp_path / done["css/one.css"]).read_text() == "a > b {\ntop: 0; }"
        assert not (tmp_path / "js/phone/one.js").exists()


def test_what_no_page_of_ours_names_is_not_collected(tmp_path):
    with override_settings(STATIC_ROOT=str(tmp_path)):
        call_command("collectstatic", verbosity=0, interactive=False, dry_run=False)
    folders = {one.name for one in tmp_path.iterdir()}
    assert {"js", "css", "admin", "mfa"} <= folders
    assert not {"rest_framework", "django_htmx"} & folders
