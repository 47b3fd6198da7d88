"""A newer version of the product comes while a phone is at work: what opens is of one version, and nothing waits."""

import pytest
from playwright.sync_api import expect

from tests.faults import proxy
from tests.faults.phone import PHOTO, agree, until

pytestmark = pytest.mark.fault
WAITS = "async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting)"
COMES_IN = """async () => {
  const home = await navigator.serviceWorker.getRegistration();
  for (let tenths = 0; home.waiting && tenths < 50; tenths++) await new Promise((later) => setTimeout(later, 100));
  return !home.waiting;
}"""


def test_a_deploy_that_throws_the_old_files_away(phone, server):
    """The page that is open goes on, opened again it is of one version, and nobody waits for a file that is gone."""
    phone.open()
    phone.fill("@baseline", "arriving/@tap", "arriving/@named")
    phone.is_kept()
    server.deploy(keep_old=False)
    phone.fill("arriving/@grade", PHOTO)
    assert phone.settles("sent") == "sent"
    phone.page.reload()
    phone.is_ready()
    phone.remembers()
    phone.page.reload()
    phone.is_ready()
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)


def test_a_deploy_while_the_phone_is_out_of_reach(handset, server):
    handset.open()
    handset.fill("@baseline", "arriving/@tap")
    handset.is_kept()
    handset.line.is_down = True
    server.deploy(keep_old=False)
    handset.kill()
    handset.start_again()
    handset.fill("arriving/@named", "arriving/@grade")
    handset.line.heal()
    handset.page.reload()
    handset.is_ready()
    handset.remembers()
    handset.fill()
    assert handset.hand_in() == "received"
    agree(handset)


def test_a_page_of_a_newer_version_does_not_take_the_place_of_one_whose_files_are_here(phone, server):
    """The new page came, the new worker with its files did not: what opens without network is of one version."""
    phone.open()
    phone.fill("@baseline", "arriving/@tap")
    phone.is_kept()
    older = phone.edition()
    phone.line.on("worker", proxy.drop, times=999)
    server.deploy(keep_old=False)
    order = phone.line.on("form", proxy.watch)
    phone.page.reload()
    phone.is_ready()
    until(order.struck.is_set, "the newer page")
    phone.fill("arriving/@named")
    assert phone.settles("sent") == "sent"
    phone.line.is_down = True
    phone.page.reload()
    expect(phone.page.locator("#actions button").first).to_be_visible()
    assert phone.edition() == older
    phone.is_ready()
    phone.remembers()
    phone.line.heal()
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)


def test_a_newer_worker_waits_until_no_form_is_open(phone, server):
    phone.open()
    phone.fill("@baseline")
    phone.is_kept()
    older = phone.edition()
    server.deploy(keep_old=False)
    phone.page.reload()
    phone.is_ready()
    until(lambda: phone.page.evaluate(WAITS), "the newer worker")
    phone.fill("arriving/@tap")
    phone.page.reload()
    phone.is_ready()
    assert phone.page.evaluate(WAITS)
    assert phone.edition() == older
    # A page asks, and the browser waits until the older worker has nothing to do: no page hard after another.
    listed = f"{phone.line.url}/phone/visits/"
    until(lambda: phone.page.goto(listed) and phone.page.evaluate(COMES_IN), "the newer worker at work")
    # What was kept comes first once more; meanwhile it is made anew.
    until(lambda: phone.open().edition() != older, "the newer form")
    phone.remembers()
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)
