"""A visit in two dated parts on one phone: the second is on it before the network goes, and is done early."""

import re

import pytest
from playwright.sync_api import expect

from tests.walks import shopper
from tests.walks.conftest import assert_accessible
from tests.walks.test_route import photo

pytestmark = pytest.mark.walk


def test_two_parts_are_handed_in_one_by_one(log_in, product):
    page = log_in("buyer", language="en")
    expect(page.get_by_text("Part 1 of 2: Before")).to_be_visible()
    page.get_by_role("link", name="Details").click()
    expect(page.get_by_role("heading", name="This visit in 2 parts")).to_be_visible()
    expect(page.get_by_text("2 to 5 days after the part before")).to_be_visible()
    assert_accessible(page)

    page.get_by_role("button", name="Start the visit").click()
    page.wait_for_url(re.compile("/form/#baseline"))
    shopper.fill_in(page, photo("7"), assert_accessible)
    expect(page.get_by_role("button", name="Hand in part 1 of 2")).to_be_visible()
    expect(page.get_by_role("heading", name="Part 1 of 2: Before")).to_be_visible()
    first = shopper.hand_in(page, assert_accessible)
    expect(page.get_by_role("heading", name="We have received part 1 of 2")).to_be_visible()
    expect(page.get_by_text("Part 2 of 2: Contact, ")).to_be_visible()

    page.goto(f"{product.url}/phone/visits/")
    expect(page.get_by_text("Part 2 of 2: Contact")).to_be_visible()
    expect(page.get_by_text("This part comes later.")).to_be_visible()
    expect(page.locator("article .kept")).to_be_visible()
    assert_accessible(page)

    page.context.set_offline(True)
    page.get_by_role("link", name="Fill in part 2 of 2").click()
    page.wait_for_url(re.compile("/form/#waiting/tap"))
    shopper.fill_in(page, photo("8"), lambda page: None)
    page.locator("#screen input[type=checkbox]").check()
    page.get_by_role("button", name="Hand in part 2 of 2").click()
    expect(page.get_by_role("heading", name="Your visit is on its way to us")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="We have received your visit")).to_be_visible()

    page.goto(f"{product.url}/phone/visits/")
    page.get_by_role("link", name="Town hall: Renew a passport").click()
    receipts = page.get_by_role("link", name="Receipt")
    expect(receipts).to_have_count(2)
    receipts.first.click()
    expect(page.get_by_text(first)).to_be_visible()
    assert_accessible(page)
