"""A visit without network: kept on the phone, begun, filled, handed in; sent by itself when there is a line again."""

import re

import pytest
from playwright.sync_api import expect

from tests.walks import shopper
from tests.walks.conftest import assert_accessible
from tests.walks.test_route import photo

pytestmark = pytest.mark.walk


def test_a_visit_needs_no_network_from_start_to_hand_in(log_in, product):
    page = log_in("offline", language="en")
    kept = page.locator("article .kept")
    expect(kept).to_be_visible()
    assert_accessible(page)

    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", name=re.compile("next visit"))).to_be_visible()
    page.get_by_role("link", name="Briefing").first.click()
    expect(page.get_by_role("heading", name="Your role")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Start the visit").click()
    shopper.fill_in(page, photo("7"), lambda page: None)
    page.locator("#screen input[type=checkbox]").check()
    page.locator("#actions .btn.primary").click()
    expect(page.get_by_role("heading", name="Your visit is on its way to us")).to_be_visible()

    page.goto(f"{product.url}/phone/outbox/")
    expect(page.get_by_role("heading", name="Everything is safe on your phone")).to_be_visible()
    expect(page.locator("#offline-notice")).to_be_visible()
    assert_accessible(page)

    page.context.set_offline(False)
    expect(page.get_by_text(re.compile(r"receipt code [0-9A-Z]{4}-[0-9A-Z]{4}"))).to_be_visible()
    expect(page.locator(".hash")).to_have_text(re.compile("[0-9a-f]{64}"))


def test_nobody_logs_out_with_unsent_work_by_accident(log_in, product):
    page = log_in("leaver", language="en")
    page.get_by_role("button", name="Start the visit").click()
    page.wait_for_url(re.compile("/form/#baseline"))
    with page.expect_response(re.compile("/ops$")):
        shopper.tap(page, "baseline")
    expect(page.locator("#sync")).to_have_text(re.compile("Sent"))
    page.goto(f"{product.url}/phone/visits/")
    page.context.set_offline(True)
    page.get_by_role("link", name="Go on with the form").click()
    page.wait_for_url(re.compile("/form/#arriving/tap"))
    with page.expect_request(re.compile("/ops$")):  # tried once it is on disk
        shopper.tap(page, "arriving")
    page.goto(f"{product.url}/phone/visits/")
    page.get_by_role("button", name="Log out").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_have_text("1 item is only on this phone")
    assert_accessible(page)
    with page.expect_download() as copy:
        dialog.get_by_role("button", name="Save a copy").click()
    assert copy.value.path().read_bytes().startswith(b"veldwerk-copy 1\n")

    page.context.set_offline(False)
    dialog.get_by_role("button", name="Send now").click()
    page.wait_for_url(re.compile("/account/login/"))
    assert page.evaluate("caches.match('/phone/visits/').then((kept) => kept ? 'still here' : 'gone')") == "gone"


def test_the_shopper_chooses_between_two_phones(log_in, product):
    first, second = log_in("twice", language="en"), log_in("twice", language="en")
    first.get_by_role("button", name="Start the visit").click()
    first.wait_for_url(re.compile("/form/#baseline"))
    form = first.url.split("#")[0]
    for page, room in ((first, "fair"), (second, "dirty")):
        page.goto(f"{form}#waiting/q")
        with page.expect_response(re.compile("/ops$")):
            shopper.pick(page.locator("[id='f-waiting/room']"), f"input[value={room}]")
        expect(page.locator("#sync")).to_have_text(re.compile("Sent"))

    first.goto(f"{product.url}/phone/outbox/")
    choice = first.get_by_role("group", name="How clean was the waiting room?")
    expect(choice).to_contain_text("Two versions")
    assert_accessible(first)
    settle = choice.get_by_role("button", name="This answer counts")
    settle.click()
    expect(choice.get_by_role("alert")).to_have_text("Choose one of the answers first.")
    choice.get_by_label(re.compile("Fair")).click()
    first.keyboard.press("ArrowDown")  # on the way from one to the other nothing is settled
    settle.click()
    expect(first.locator("#live")).to_have_text("Noted. This answer counts.")
    expect(choice).to_have_count(0)
    expect(first.locator("#sync")).to_have_text(re.compile("Sent"))

    second.goto(f"{product.url}/phone/outbox/")
    expect(second.get_by_role("heading", name="Everything was sent")).to_be_visible()
    expect(second.get_by_role("group", name="How clean was the waiting room?")).to_have_count(0)
    first.goto(f"{form}#waiting/q")
    expect(first.locator("[id='f-waiting/room'] input[value=dirty]")).to_be_checked()
