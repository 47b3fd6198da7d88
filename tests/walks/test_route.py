"""The main job of the product, walked by five people with real parts: from a draft journey to an opened PDF."""

import io
import re
from datetime import date, timedelta

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.walks.conftest import assert_accessible
from tests.walks.shopper import CAUSE, fill_in, hand_in, onward, pick

pytestmark = pytest.mark.walk

BRIEFING = {
    "nl": "# Je opdracht\n\nJe verlengt je paspoort **zonder afspraak**.\n\n- Noem geen namen.",
    "en": "# Your assignment\n\nYou renew your passport **without an appointment**.",
}


def photo(text: str) -> bytes:
    """A photo as a phone makes it: large, with something to read on it."""
    picture = Image.new("RGB", (2000, 1500), "#16323d")
    ImageDraw.Draw(picture).text((300, 600), text, fill="#bfe3ea", font_size=180)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()


def publish_the_journey(page: Page) -> None:
    """The planner corrects a text of the draft and publishes it."""
    page.goto(page.url.split("/desk")[0] + "/desk/journeys/")
    assert_accessible(page)
    page.get_by_role("link", name="Een vraag aan de balie").first.click()
    assert_accessible(page)
    page.locator("a[href*='/steps/waiting/']").first.click()
    page.locator("[name='owner']").fill("Planning en balie")
    page.locator("[name='owner']").press("Enter")
    expect(page.locator("[name='owner']")).to_have_value("Planning en balie")
    assert_accessible(page)
    page.locator("form[action$='/publish/'] button").first.click()
    expect(page.locator(".messages .notice").first).to_be_visible()
    assert_accessible(page)


def prepare_the_wave(page: Page, base: str) -> None:
    """Study, scenario, wave with its four dates, and a published briefing."""
    page.goto(f"{base}/desk/studies/new/")
    page.locator("[name=title]").fill("Dienstverlening aan de balie")
    page.locator("[name=journey]").select_option(index=page.locator("[name=journey] option").count() - 1)
    page.locator("[name=goals]").fill("Weten waar inwoners vastlopen")
    page.locator("[name=target]").fill("65")
    assert_accessible(page)
    page.locator("main form button.primary").click()
    study = re.search(r"/studies/(\d+)/", page.url).group(1)

    page.goto(f"{base}/desk/studies/{study}/scenarios/new/")
    page.locator("[name=title]").fill("Paspoort verlengen")
    page.locator("[name=story]").fill("Je paspoort verloopt volgende maand. Je hebt geen afspraak.")
    page.locator("main form button.primary").click()

    page.goto(f"{base}/desk/studies/{study}/waves/new/")
    today = date.today()
    page.locator("[name=title]").fill("Najaar 2026")
    for name, days in (("visit_from", -2), ("due", 5), ("submit_by", 7), ("report_by", 21)):
        page.locator(f"[name={name}]").fill((today + timedelta(days=days)).isoformat())
    page.locator("[name=fee]").fill("18.50")
    assert_accessible(page)
    page.locator("main form button.primary").click()

    page.locator("a[href$='/briefing/']").first.click()
    for code, text in BRIEFING.items():
        page.locator(f"[name={code}]").fill(text)
    page.locator("button[value=publish]").click()
    expect(page.locator("main")).to_contain_text("zonder afspraak")
    assert_accessible(page)


def plan_and_assign(page: Page, base: str) -> None:
    """Two visits at two places with one form; one of them goes to Samira."""
    page.goto(f"{base}/desk/visits/board/")
    page.locator("a[href*='/visits/plan/']").first.click()
    page.get_by_role("link", name="Najaar 2026").last.click()
    for site in ("Stadhuis", "Servicepunt Oost"):
        page.locator("label", has_text=site).locator("input").check()
    assert_accessible(page)
    page.locator("button[value=preview]").click()
    assert_accessible(page)
    page.locator("main form button.primary").first.click()
    expect(page.locator(".messages .notice").first).to_be_visible()
    page.goto(f"{base}/desk/visits/board/")
    assert_accessible(page)
    page.get_by_role("link", name="Stadhuis").first.click()
    assert_accessible(page)
    page.get_by_role("button", name="Wijs toe aan Samira El Amrani").click()
    expect(page.locator(".messages .notice").first).to_contain_text("Samira")
    page.goto(f"{base}/desk/visits/")
    assert_accessible(page)


def go_and_fill(page: Page, base: str) -> str:
    """The shopper confirms, reads the briefing, fills every step and hands in; returns the receipt code."""
    page.goto(f"{base}/phone/visits/")
    assert_accessible(page)
    expect(page.locator("article h2")).to_contain_text("Stadhuis")
    page.locator("form[action$='/confirm/'] button").click()
    page.locator("a[href$='/briefing/']").first.click()
    expect(page.locator("main")).to_contain_text("zonder afspraak")
    assert_accessible(page)
    page.locator("[name=agree]").check()
    page.locator("form[action$='/read/'] button").click()
    page.locator("form[action$='/start/'] button").first.click()
    fill_in(page, photo("42"), check=assert_accessible)
    return hand_in(page, check=assert_accessible)


def check_and_return(page: Page, base: str) -> None:
    """The reviewer claims the visit and asks one question back; the button says what happens."""
    page.goto(f"{base}/desk/review/")
    assert_accessible(page)
    page.get_by_role("link", name=re.compile("Stadhuis")).first.click()
    page.locator("form[action$='/claim/'] button").first.click()
    expect(page.locator("main")).to_contain_text("12 minuten")
    expect(page.locator("main")).not_to_contain_text("Samira")
    assert_accessible(page)
    pick(page, "input[name='back:waiting/minutes'][value=back]")
    page.locator("[name='remark:waiting/minutes']").fill("Je bon is van 13.33 uur. Hoeveel minuten wachtte je?")
    pick(page, "input[name=choice][value=return]")
    assert_accessible(page)
    page.locator("button[data-decide]").click()
    expect(page.locator(".messages .notice").first).to_be_visible()


def answer_back(page: Page, base: str) -> None:
    """The shopper sees only the asked question, with the remark, and hands in again."""
    page.goto(f"{base}/phone/visits/")
    assert_accessible(page)
    page.get_by_role("link", name=re.compile("Stadhuis")).first.click()
    assert_accessible(page)
    page.locator("a[href$='/form/']").first.click()
    expect(page.locator("main")).to_contain_text("Je bon is van 13.33 uur")
    assert page.locator("[data-path]").evaluate_all("all => all.map(one => one.dataset.path)") == ["waiting/minutes"]
    field = page.locator("[id='f-waiting/minutes'] input").first
    field.fill("9")
    field.blur()
    assert_accessible(page)
    onward(page)
    hand_in(page, check=assert_accessible)


def approve(page: Page, base: str) -> None:
    """The second look shows old beside new; then it is good."""
    page.goto(f"{base}/desk/review/")
    page.get_by_role("link", name=re.compile("Stadhuis")).first.click()
    claim = page.locator("form[action$='/claim/'] button")
    if claim.count():
        claim.first.click()
    expect(page.locator("main")).to_contain_text("9 minuten")
    assert_accessible(page)
    pick(page, "input[name=choice][value=approve]")
    page.locator("button[data-decide]").click()
    expect(page.locator(".messages .notice").first).to_be_visible()


def order_and_download(page: Page, base: str, language: str, place: str) -> str:
    """The client's manager orders the report, waits on the page, and opens the PDF; returns its text."""
    page.goto(f"{base}/client/")
    expect(page.locator("main svg.chart").first).to_be_visible()
    assert_accessible(page)
    page.goto(f"{base}/client/compare/")
    page.get_by_role("table").wait_for()
    assert_accessible(page)
    page.goto(f"{base}/client/visits/")
    expect(page.locator("main")).to_contain_text(place)
    expect(page.locator("main")).not_to_contain_text("Samira")
    assert_accessible(page)
    page.goto(f"{base}/client/reports/")
    assert_accessible(page)
    page.locator("a[href*='/client/reports/new']").first.click()
    assert_accessible(page)
    page.locator("select[name=language]").select_option(language)
    page.locator("main form button.primary").first.click()
    link = page.locator("a[href$='report.pdf']").first
    expect(link).to_be_visible(timeout=90_000)
    assert_accessible(page)
    with page.expect_download() as waiting:
        link.click()
    pdf = PdfReader(waiting.value.path())
    text = "\n".join(sheet.extract_text() for sheet in pdf.pages)
    assert len(pdf.pages) >= 8
    return text


def test_from_draft_to_pdf_in_dutch(product, log_in):
    planner = log_in("planner")
    publish_the_journey(planner)
    prepare_the_wave(planner, product.url)
    plan_and_assign(planner, product.url)

    shopper = log_in("shopper")
    receipt = go_and_fill(shopper, product.url)
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", receipt)

    reviewer = log_in("reviewer")
    check_and_return(reviewer, product.url)
    answer_back(shopper, product.url)
    approve(reviewer, product.url)

    manager = log_in("manager")
    text = order_and_download(manager, product.url, "nl", place="Stadhuis")
    for words in ("Gemeente Waterrijk", "Een vraag aan de balie", "Wachten", "Samenvatting", "Inhoud"):
        assert words in text
    for words in ("Onbewust", "Bewust", "1 bezoek", "Pagina 2 van"):
        assert words in text
    assert CAUSE in " ".join(text.split())
    # "Wachten" in words: irritated 4 and ignored 3, so 50·(1 − 7/10); and the journey score of this one visit.
    assert "15,0" in text
    assert re.search(r"\d+,\d\s*van 100", text)
    assert "Samira" not in text
    assert "samira" not in text

    stranger = log_in("stranger")
    assert stranger.goto(manager.url).status == 404
    stranger.goto(f"{product.url}/client/visits/")
    expect(stranger.locator("main")).not_to_contain_text("Stadhuis")


@pytest.mark.engine
def test_from_started_visit_to_pdf_in_english(product, log_in):
    guest = log_in("guest", language="en")
    expect(guest.locator("article h2")).to_contain_text("Town hall")
    guest.locator("form[action$='/start/'] button").first.click()
    fill_in(guest, photo("42"), check=assert_accessible)
    hand_in(guest, check=assert_accessible)

    reviewer = log_in("reviewer", language="en")
    reviewer.goto(f"{product.url}/desk/review/?show=free")
    reviewer.get_by_role("link", name=re.compile("Town hall")).first.click()
    reviewer.locator("form[action$='/claim/'] button").first.click()
    expect(reviewer.locator("main")).to_contain_text("12 minutes")
    assert_accessible(reviewer)
    pick(reviewer, "input[name=choice][value=approve]")
    reviewer.locator("button[data-decide]").click()

    director = log_in("director", language="en")
    text = order_and_download(director, product.url, "en", place="Town hall")
    for words in ("Gemeente Elders", "A question at the town hall", "Waiting", "Summary", "Contents", "Page 2 of"):
        assert words in text
    for words in ("Unconscious", "Conscious", "1 visit"):
        assert words in text
    assert "15.0" in text
    assert "Samenvatting" not in text
    assert "Emma" not in text
