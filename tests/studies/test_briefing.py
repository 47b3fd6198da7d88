"""Briefings: what is typed comes out clean, versions stay, nobody's text is lost."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fieldwork.common.errors import Invalid, MovedMeanwhile
from fieldwork.common.models import AuditEvent
from fieldwork.people.states import Role
from fieldwork.studies import actions, pictures
from fieldwork.studies.markdown import render_markdown
from fieldwork.studies.models import BriefingPicture, BriefingVersion
from tests.factories import UserFactory, VisitFactory, WaveFactory


@pytest.fixture
def wave(db):
    return WaveFactory()


@pytest.fixture
def planner(wave):
    return UserFactory(role=Role.PLANNER, manages=[wave.study.client])


def picture_bytes(kind="PNG", size=(40, 30)):
    out = io.BytesIO()
    Image.new("RGB", size, "#5b2a6e").save(out, kind)
    return out.getvalue()


def huge_png(width=13_000, height=13_000):
    """169 million pixels in a few kilobytes: the header says so, nothing else is there."""
    image = bytearray(picture_bytes())
    image[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    import zlib

    image[29:33] = zlib.crc32(bytes(image[12:29])).to_bytes(4, "big")
    return bytes(image)


# --- Markdown -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "nasty",
    [
        "<script>alert(1)</script>",
        "[klik](javascript:alert(1))",
        "[klik](JaVaScRiPt:alert(1))",
        "[klik](data:text/html;base64,PHNjcmlwdD4=)",
        "[klik](http://onveilig.nl)",
        "[klik](//onveilig.nl)",
        "[klik](/account/logout/)",
        '<img src=x onerror="alert(1)">',
        "<svg/onload=alert(1)>",
        "<a href='https://x.nl' onclick='alert(1)'>x</a>",
        "![x](https://onveilig.nl/spion.png)",
        "![x](javascript:alert(1))",
        '![x" onerror="alert(1)](picture:00000000-0000-0000-0000-000000000000)',
        "<https://ok.nl/'onmouseover=alert(1)'>",
        "<iframe src='https://x.nl'></iframe>",
        '<div style="position:fixed">',
    ],
)
def test_nothing_runs_and_nothing_leads_away(nasty):
    tags = re.findall(r"<(/?\w+)([^>]*)>", render_markdown(nasty, {}))
    assert {name.strip("/") for name, _rest in tags} <= {"p", "a", "em", "img"}
    for name, rest in tags:
        assert name not in {"img", "script", "svg", "iframe"}
        assert not re.search(r"\son\w+=", re.sub(r'"[^"]*"', '""', rest)), rest
        if name == "a":
            assert re.fullmatch(r' href="https://[^"]*" rel="noopener noreferrer"', rest), rest


@given(st.text(alphabet="<>\"'=/:()[]!# \n*_`ajvscriptonerhxk&;", max_size=80))
def test_no_text_makes_a_tag_that_was_not_meant(text):
    names = set(re.findall(r"<\s*/?\s*([a-zA-Z!][a-z0-9]*)", render_markdown(text, {})))
    meant = {"p", "br", "hr", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "h2", "h3", "h4", "a"}
    assert names <= meant | {"table", "thead", "tbody", "tr", "th", "td"}


def test_headings_leave_the_h1_to_the_page_and_good_links_stay():
    html = render_markdown("# Titel\n## Kop\n\n[site](https://waterrijk.nl) en [mail](mailto:a@b.nl)", {})
    assert html == (
        "<h2>Titel</h2>\n<h3>Kop</h3>\n"
        '<p><a href="https://waterrijk.nl" rel="noopener noreferrer">site</a> en '
        '<a href="mailto:a@b.nl" rel="noopener noreferrer">mail</a></p>\n'
    )


def test_a_picture_of_the_briefing_is_shown_and_one_of_another_is_words(wave, planner):
    own = actions.add_picture(wave, picture_bytes(), "De ingang", planner)
    other = actions.add_picture(WaveFactory(), picture_bytes(), "Elders", planner)
    drawer = actions.pictures_of(wave.briefing)

    html = render_markdown(f"![](picture:{own.uuid})", drawer)

    address = reverse("studies:picture", args=[own.uuid])
    assert f'src="{address}"' in html
    assert 'alt="De ingang"' in html
    assert 'width="40" height="30"' in html
    assert "<img" not in render_markdown(f"![x](picture:{other.uuid})", drawer)


# --- pictures -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"gewoon tekst, geen plaatje", "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_picture"),
        (huge_png(), "too_many_pixels"),
        (picture_bytes("PNG")[:60], "broken"),
        (b"\x89PNG" + bytes(pictures.MAX_BYTES), "too_large"),
        (picture_bytes("TIFF"), "not_a_picture"),
    ],
)
def test_what_is_not_a_fit_picture_is_refused(data, code):
    with pytest.raises(Invalid) as refused:
        pictures.prepare(data)
    assert refused.value.problems[0]["code"] == code


@pytest.mark.parametrize(("kind", "suffix"), [("JPEG", ".jpg"), ("PNG", ".png"), ("WEBP", ".jpg"), ("GIF", ".png")])
def test_a_picture_is_written_anew_and_made_small(kind, suffix):
    prepared = pictures.prepare(picture_bytes(kind, (3200, 1200)))
    again = Image.open(io.BytesIO(prepared.data))
    assert (prepared.suffix, prepared.width, prepared.height) == (suffix, 1600, 600)
    assert again.size == (1600, 600)


def test_what_hides_in_a_photo_is_not_kept():
    source = Image.new("RGB", (30, 20), "red")
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "geheim"  # turned a quarter, and a description
    out = io.BytesIO()
    source.save(out, "JPEG", exif=exif)
    prepared = pictures.prepare(out.getvalue() + b"staart met iets anders")
    assert b"geheim" not in prepared.data
    assert b"staart" not in prepared.data
    assert (prepared.width, prepared.height) == (20, 30)


@pytest.mark.parametrize(
    ("file", "alt", "says"),
    [
        (SimpleUploadedFile("foto.png", b"tekst"), "Ingang", "picture we can read"),
        (SimpleUploadedFile("leeg.png", b""), "Ingang", "empty"),
        (SimpleUploadedFile("groot.png", huge_png()), "Ingang", "60 million pixels"),
        (SimpleUploadedFile("goed.png", picture_bytes()), "", "id_alt"),
    ],
)
def test_a_refused_picture_gives_422_and_keeps_what_was_typed(client, wave, planner, file, alt, says):
    planner.language = "en"
    planner.save()
    client.force_login(planner)
    file.seek(0)
    answer = client.post(reverse("studies:picture_add", args=[wave.pk]), {"file": file, "alt": alt})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert says in page
    assert not alt or f'value="{alt}"' in page
    assert not BriefingPicture.objects.exists()


def test_who_saves_second_is_told_above_the_text_without_names_of_hidden_fields(client, wave, planner):
    client.force_login(planner)
    revision = actions.briefing_of(wave).revision
    actions.save_briefing(wave, {"nl": "Van een ander", "en": ""}, planner, revision)
    typed = {"nl": "Van mij", "en": "", "revision": revision, "do": "save"}
    answer = client.post(reverse("studies:briefing", args=[wave.pk]), typed)
    assert answer.status_code == 422
    summary = answer.content.decode().split('class="errors-summary"')[1].split("</div>")[0]
    assert "evision" not in summary
    assert "Van mij</textarea>" in answer.content.decode()


@pytest.mark.parametrize(
    ("door", "do"), [("studies:picture_add", ""), ("studies:briefing", "preview"), ("studies:briefing", "picture")]
)
@pytest.mark.parametrize("words", ["De ingang", ""])
def test_adding_a_picture_keeps_the_text_that_was_not_saved(client, wave, planner, door, do, words):
    client.force_login(planner)
    revision = actions.briefing_of(wave).revision
    file = SimpleUploadedFile("foto.png", picture_bytes())
    typed = {"nl": "# Nog niet bewaard", "en": "", "revision": revision, "do": do}
    answer = client.post(reverse(door, args=[wave.pk]), typed | {"file": file, "alt": words})
    assert answer.status_code == (200 if words else 422)
    assert "# Nog niet bewaard</textarea>" in answer.content.decode()
    assert BriefingPicture.objects.count() == (1 if words else 0)
    assert actions.briefing_of(wave).draft["nl"] == ""


def test_a_picture_is_for_the_desk_and_for_shoppers_of_that_wave(client, wave, planner):
    row = actions.add_picture(wave, picture_bytes(), "De ingang", planner)
    address = reverse("studies:picture", args=[row.uuid])
    seen = {}
    for who in (
        planner,
        VisitFactory(wave=wave).shopper,
        VisitFactory().shopper,
        UserFactory(role=Role.PLANNER),
        UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client),
    ):
        client.force_login(who)
        seen[who] = client.get(address).status_code
    assert list(seen.values()) == [200, 200, 404, 404, 404]
    client.logout()
    assert client.get(address).status_code == 302


# --- versions -----------------------------------------------------------------------------------------
def write(wave, planner, text, **changes):
    briefing = actions.briefing_of(wave)
    actions.save_briefing(wave, {"nl": text, "en": ""}, planner, briefing.revision)
    return actions.publish_briefing(wave, planner, changes)


def test_a_version_keeps_its_words_when_the_draft_goes_on(wave, planner):
    first = write(wave, planner, "# Een")
    second = write(wave, planner, "# Twee", nl="alles")
    assert (first.number, second.number) == (1, 2)
    stored = BriefingVersion.objects.get(pk=first.pk)
    assert stored.html["nl"] == "<h2>Een</h2>\n"
    with pytest.raises(ValueError, match="never changes"):
        stored.save()
    assert AuditEvent.objects.filter(verb="briefing.published").count() == 2


def test_publishing_needs_a_text_a_change_and_words_for_it(wave, planner):
    with pytest.raises(Invalid):
        actions.publish_briefing(wave, planner)
    write(wave, planner, "# Een")
    with pytest.raises(Invalid):
        actions.publish_briefing(wave, planner, {"nl": "niets veranderd"})
    with pytest.raises(Invalid):
        write(wave, planner, "# Twee")
    with pytest.raises(Invalid):
        write(wave, planner, "![weg](picture:00000000-0000-0000-0000-000000000000)", nl="plaatje")
    assert BriefingVersion.objects.count() == 1


def test_an_older_draft_never_overwrites_a_newer_one(wave, planner):
    actions.save_briefing(wave, {"nl": "van Iris"}, planner, 1)
    with pytest.raises(MovedMeanwhile):
        actions.save_briefing(wave, {"nl": "van Mo"}, planner, 1)
    assert actions.briefing_of(wave).draft["nl"] == "van Iris"


def test_the_page_keeps_both_texts_when_two_people_write(client, wave, planner):
    actions.save_briefing(wave, {"nl": "tekst van Iris"}, planner, 1)
    client.force_login(planner)
    typed = {"nl": "tekst van Mo", "en": "", "revision": "1", "do": "save"}
    address = reverse("studies:briefing", args=[wave.pk])
    answer = client.post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "tekst van Iris" in page
    assert "tekst van Mo" in page
    assert 'name="revision" value="2"' in page
    assert client.post(address, typed | {"revision": "2"}).status_code == 302
    assert actions.briefing_of(wave).draft["nl"] == "tekst van Mo"


def test_looking_saves_nothing_and_publishing_shows_what_is_missing(client, wave, planner):
    client.force_login(planner)
    address = reverse("studies:briefing", args=[wave.pk])
    seen = client.post(address, {"nl": "**vet** <b>raw</b>", "en": "", "revision": "1", "do": "preview"})
    assert "<strong>vet</strong> &lt;b&gt;raw&lt;/b&gt;" in seen.content.decode()
    assert actions.briefing_of(wave).draft["nl"] == ""

    empty = client.post(address, {"nl": " ", "en": "", "revision": "1", "do": "publish"})
    assert empty.status_code == 422
    done = client.post(address, {"nl": "# Opdracht", "en": "", "revision": "1", "do": "publish"})
    assert done.status_code == 302
    assert BriefingVersion.objects.get().html["nl"] == "<h2>Opdracht</h2>\n"


def test_ten_megabytes_of_text_is_refused_with_a_message(client, wave, planner):
    client.force_login(planner)
    text = {"nl": "a" * 4_000_000, "en": "", "revision": "1", "do": "save"}
    answer = client.post(reverse("studies:briefing", args=[wave.pk]), text)
    assert answer.status_code == 422
    assert actions.briefing_of(wave).draft["nl"] == ""
