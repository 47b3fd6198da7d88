"""Static files as they are served."""

from django.core.files.base import ContentFile
from django.test import override_settings

from fieldwork.common.storage import HashedStatic


def test_a_script_is_kept_whole_under_its_own_and_its_hashed_name(tmp_path):
    with override_settings(STATIC_ROOT=str(tmp_path), DEBUG=False):
        storage = HashedStatic(location=str(tmp_path))
        storage.save("js/phone/one.js", ContentFile(b"// why\n  const a = 1;\n export { a };\n"))
        storage.save("css/one.css", ContentFile(b"// stays\n  a {}\n"))
        done = {
            name: stored
            for name, stored, _ in storage.post_process(
                {name: (storage, name) for name in ("js/phone/one.js", "css/one.css")}
            )
        }
        for name in ("js/phone/one.js", done["js/phone/one.js"]):
            assert (tmp_path / name).read_text() == "const a=1;export{a};"
        assert (tmp_path / "css/one.css").read_text() == "// stays\n  a {}\n"
