"""The front door: password or code by mail, no sign-up, no word about who has an account, limits on guessing."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse

from fieldwork.people.states import Role
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits():
    """Attempts of another test do not count."""
    cache.clear()
    yield
    cache.clear()


def log_in(client, email, password, **extra):
    return client.post(reverse("account_login"), {"login": email, "password": password, **extra})


def _text(client, answer):
    """The page after a redirect, without what differs per session."""
    return re.sub(r'value="[^"]{20,}"', "", client.get(answer["Location"]).content.decode())


def test_a_person_logs_in_with_a_password_and_any_capitals(client):
    person = UserFactory(email="sanne@voorbeeld.nl", password=PASSWORD)
    answer = log_in(client, "Sanne@Voorbeeld.NL", PASSWORD)
    assert client.get(answer["Location"])["Location"] == reverse("home")
    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_code_by_mail_works_without_a_password_and_speaks_the_language_of_the_account(client):
    UserFactory(email="amy@example.com", language="en")
    answer = client.post(reverse("account_request_login_code"), {"email": "amy@example.com"})
    assert answer["Location"] == reverse("account_confirm_login_code")
    letter = mail.outbox[0]
    assert letter.subject == "Your code for Veldwerk"
    assert "Your code to log in:" in letter.body
    code = re.search(r"^([A-Z0-9]{4,}[-A-Z0-9]*)$", letter.body, re.MULTILINE).group(1)
    assert client.get(reverse("account_confirm_login_code")).status_code == 200
    answer = client.post(reverse("account_confirm_login_code"), {"code": code})
    assert client.get(answer["Location"])["Location"] == reverse("home")


def test_a_wrong_code_lets_nobody_in(client):
    UserFactory(email="amy@example.com")
    client.post(reverse("account_request_login_code"), {"email": "amy@example.com"})
    client.post(reverse("account_confirm_login_code"), {"code": "WRONGG"})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("page", ["account_request_login_code", "account_reset_password"])
def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, page):
    UserFactory(email="bekend@voorbeeld.nl", password=PASSWORD)
    known = client.post(reverse(page), {"email": "bekend@voorbeeld.nl"})
    told = _text(client, known)
    assert len(mail.outbox) == 1
    stranger = Client()
    unknown = stranger.post(reverse(page), {"email": "onbekend@voorbeeld.nl"})
    assert _text(stranger, unknown).replace("onbekend@", "bekend@") == told
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(mail.outbox) == 1


def test_a_wrong_password_and_an_unknown_address_read_the_same(client):
    UserFactory(email="bekend@voorbeeld.nl", password=PASSWORD)
    errors = [
        list(log_in(client, email, "fout-wachtwoord").context["form"].non_field_errors())
        for email in ("bekend@voorbeeld.nl", "onbekend@voorbeeld.nl")
    ]
    assert errors[0] == errors[1]
    assert len(errors[0]) == 1


def test_the_doors_speak_in_words_of_the_house(client):
    person = UserFactory(role=Role.PLANNER, language="en")
    person.set_password("goed-wachtwoord")
    person.save()
    wrong = client.post(
        reverse("account_login"), {"login": person.email, "password": "fout"}, HTTP_ACCEPT_LANGUAGE="en"
    )
    assert "door jou" not in wrong.content.decode()
    client.cookies["django_language"] = "en"
    client.post(reverse("account_login"), {"login": person.email, "password": "goed-wachtwoord"})
    session = client.session
    session.pop("account_authentication_methods", None)
    session.save()
    page = client.get(reverse("account_reauthenticate")).content.decode()
    assert "Is it really you?" in page
    answer = client.post(reverse("account_reauthenticate"), {"password": "fout"}).content.decode()
    assert "The password is not right. Try again." in answer
    assert client.post(reverse("account_reauthenticate"), {"password": "goed-wachtwoord"}).status_code == 302


def test_after_five_wrong_passwords_the_right_one_waits_too(client):
    UserFactory(email="bekend@voorbeeld.nl", password=PASSWORD)
    for _attempt in range(5):
        log_in(client, "bekend@voorbeeld.nl", "fout")
    assert log_in(client, "bekend@voorbeeld.nl", PASSWORD).status_code == 200
    assert "_auth_user_id" not in client.session


def test_codes_are_not_sent_without_end():
    UserFactory(email="bekend@voorbeeld.nl")
    answers = [
        Client().post(reverse("account_request_login_code"), {"email": "bekend@voorbeeld.nl"}).status_code
        for _attempt in range(5)
    ]
    assert len(mail.outbox) == 3
    assert answers[:3] == [302, 302, 302]
    assert answers[3:] == [200, 200]  # the form says to wait


def test_thirty_logins_a_minute_from_one_place_is_the_end(client):
    answers = [client.get(reverse("account_login")).status_code for _attempt in range(3)]
    answers += [log_in(client, f"x{number}@voorbeeld.nl", "fout").status_code for number in range(31)]
    assert answers[:3] == [200, 200, 200]
    assert answers[-1] == 429


def test_nobody_signs_up(client, django_user_model):
    for answer in (
        client.get(reverse("account_signup")),
        client.post(reverse("account_signup"), {"email": "nieuw@voorbeeld.nl", "password1": PASSWORD}),
    ):
        assert answer.status_code == 200
        assert "Het bureau" in answer.content.decode() or "The agency" in answer.content.decode()
    assert not django_user_model.objects.exists()


def test_a_switched_off_account_is_out_at_once(client):
    person = UserFactory(role=Role.PLANNER, password=PASSWORD)
    client.force_login(person)
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    answer = client.get(reverse("home"))
    assert answer["Location"].startswith(reverse("account_login"))
    stranger = Client()
    answer = log_in(stranger, person.email, PASSWORD)
    assert answer["Location"] == reverse("account_inactive")
    assert "_auth_user_id" not in stranger.session


def test_the_authenticator_app_is_switched_on_and_then_asked_for(client):
    person = UserFactory(password=PASSWORD)
    log_in(client, person.email, PASSWORD)
    assert client.get(reverse("mfa_activate_totp")).status_code == 302  # the password once more
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    secret = page.context["form"].secret

    def code():
        return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))

    client.post(reverse("mfa_activate_totp"), {"code": code()})
    assert set(Authenticator.objects.filter(user=person).values_list("type", flat=True)) == {"totp", "recovery_codes"}
    recovery = client.get(reverse("mfa_view_recovery_codes"))
    assert recovery.status_code == 200
    client.post(reverse("account_logout"))
    cache.clear()  # a code counts once; the next half minute brings another

    answer = log_in(client, person.email, PASSWORD)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "_auth_user_id" not in client.session
    client.post(reverse("mfa_authenticate"), {"code": recovery.context["unused_codes"][0]})
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_request_login_code", "account_reset_password", "account_signup", "account_inactive"],
)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_door_opens_in_both_languages(client, name, language):
    client.cookies["django_language"] = language
    page = client.get(reverse(name))
    assert page.status_code == 200
    text = page.content.decode()
    assert f'<html lang="{language}">' in text
    assert text.count("<h1>") == 1
    assert "style=" not in text
    assert "<script" not in text


@pytest.mark.parametrize(
    "name", ["account_logout", "account_change_password", "account_email", "mfa_index", "account_reauthenticate"]
)
def test_pages_of_ones_own_account(client, name):
    person = UserFactory(password=PASSWORD)
    log_in(client, person.email, PASSWORD)
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert page.content.decode().count("<h1>") == 1


def test_the_admin_site_has_no_second_door(client):
    answer = client.get("/admin/login/")
    assert answer["Location"].startswith(reverse("account_login"))


def test_a_nul_byte_is_refused_politely(client):
    answer = log_in(client, "a\0b@voorbeeld.nl", "x")
    assert answer.status_code == 400


def test_a_dead_mail_server_is_told_on_the_page(client, monkeypatch):
    def refuse(self, *args, **kwargs):
        raise ConnectionRefusedError

    UserFactory(email="bekend@voorbeeld.nl")
    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)
    answer = client.post(reverse("account_request_login_code"), {"email": "bekend@voorbeeld.nl"}, follow=True)
    assert answer.status_code == 200
    assert 'class="notice" data-tone="bad"' in answer.content.decode()
