"""The faults of a line: each is one small function of an ``Exchange``, ordered with ``line.on(door, fault)``."""

import re
import socket
import threading
import time
from collections.abc import Callable

from tests.faults.line import HEAD_END, PATIENCE, Exchange, Fault, pass_on


def watch(exchange: Exchange) -> None:
    """No fault: it only tells that such a request came by."""
    pass_on(exchange)


def overhear(said: list[bytes], fault: Fault = pass_on) -> Fault:
    """The body of such a request is written down; then ``fault`` happens to it, or nothing."""

    def overhear_here(exchange: Exchange) -> None:
        said.append(exchange.body)
        fault(exchange)

    return overhear_here


# --- faults -------------------------------------------------------------------------------------------
def drop(exchange: Exchange) -> None:
    """Nothing reaches the server."""
    exchange.drop()


def lose_reply(exchange: Exchange) -> None:
    """The server does the work; the phone never hears of it."""
    exchange.forward()
    exchange.drop()


def cut_request(share: float) -> Fault:
    """The line breaks when this share of the body has passed."""

    def cut_request_here(exchange: Exchange) -> None:
        exchange.forward(share)
        exchange.drop()

    return cut_request_here


def cut_reply(share: float) -> Fault:
    """The server does the work; the phone gets the head and this share of the answer's body."""

    def cut_reply_here(exchange: Exchange) -> None:
        head, end, body = exchange.forward().partition(HEAD_END)
        exchange.client.sendall(head + end + body[: int(len(body) * share)])
        exchange.drop()

    return cut_reply_here


def twice(exchange: Exchange) -> None:
    """The server gets the same request again after it answered; the phone hears the second answer."""
    exchange.forward()
    exchange.answer(exchange.forward())


def twice_at_once(exchange: Exchange) -> None:
    """Two copies run side by side."""
    twin = threading.Thread(target=exchange.forward, daemon=True)
    twin.start()
    exchange.answer(exchange.forward())
    twin.join()


def again_later(exchange: Exchange) -> None:
    """A copy of the request arrives once more when the phone is two requests further."""
    before = len(exchange.line.log)

    def repeat() -> None:
        deadline = time.monotonic() + PATIENCE
        while len(exchange.line.log) < before + 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        exchange.forward()

    threading.Thread(target=repeat, daemon=True).start()
    exchange.answer(exchange.forward())


def flip_request(at: float | bytes) -> Fault:
    """One bit of the body is wrong on arrival: at a share of its length, or in the last letter of a pattern."""

    def flip_request_here(exchange: Exchange) -> None:
        exchange.body = _flipped(exchange.body, at)
        exchange.answer(exchange.forward())

    return flip_request_here


def flip_reply(at: float | bytes) -> Fault:
    """One bit of the answer's body is wrong on arrival."""

    def flip_reply_here(exchange: Exchange) -> None:
        head, end, body = exchange.forward().partition(HEAD_END)
        exchange.answer(head + end + _flipped(body, at))

    return flip_reply_here


def _flipped(body: bytes, at: float | bytes) -> bytes:
    if isinstance(at, bytes):
        ends = [found.end() for found in re.finditer(at, body)]
        place = (ends[-1] if ends else len(body) // 2) - 1
    else:
        place = min(int(len(body) * at), len(body) - 1)
    return body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :] if body else body


def swapped(exchange: Exchange, old: bytes, new: bytes) -> None:
    """Change the body before it goes on, and its length in the head."""
    exchange.body = exchange.body.replace(old, new)
    length = b"Content-Length: %d" % len(exchange.body)
    exchange.head = re.sub(rb"(?im)^content-length:.*?(?=\r)", length, exchange.head)
    exchange.head = re.sub(rb"(?im)^content-digest:.*\r\n", b"", exchange.head)


def swap(old: bytes, new: bytes) -> Fault:
    """The body says something else on arrival; head and length go along."""

    def swap_here(exchange: Exchange) -> None:
        swapped(exchange, old, new)
        exchange.answer(exchange.forward())

    return swap_here


def hold(until: threading.Event) -> Fault:
    """Nothing moves until ``until`` is set; then the request goes on."""

    def hold_here(exchange: Exchange) -> None:
        until.wait(PATIENCE)
        exchange.answer(exchange.forward())

    return hold_here


def after(until: threading.Event, fault: Fault) -> Fault:
    """The fault, but not before ``until`` is set."""

    def after_here(exchange: Exchange) -> None:
        until.wait(PATIENCE)
        fault(exchange)

    return after_here


def hold_reply(until: threading.Event) -> Fault:
    """The work is done at once, the answer comes when ``until`` is set."""

    def hold_reply_here(exchange: Exchange) -> None:
        raw = exchange.forward()
        until.wait(PATIENCE)
        exchange.answer(raw)

    return hold_reply_here


def then(act: Callable[[], object]) -> Fault:
    """The server does the work, then ``act`` happens (a kill, say), and the phone hears nothing."""

    def then_here(exchange: Exchange) -> None:
        exchange.forward()
        act()
        exchange.drop()

    return then_here


def reply_and(act: Callable[[], object]) -> Fault:
    """The answer gets through, and at that moment ``act`` happens."""

    def reply_and_here(exchange: Exchange) -> None:
        raw = exchange.forward()
        act()
        exchange.answer(raw)

    return reply_and_here


def instead(act: Callable[[], object]) -> Fault:
    """``act`` happens before the server hears anything, and then the line breaks."""

    def instead_here(exchange: Exchange) -> None:
        act()
        exchange.drop()

    return instead_here


def midway(share: float, act: Callable[[], object]) -> Fault:
    """``act`` happens while the server has this share of the body and waits for the rest."""

    def midway_here(exchange: Exchange) -> None:
        with socket.create_connection(("127.0.0.1", exchange.line.server_port), timeout=PATIENCE) as server:
            server.sendall(exchange.head + exchange.body[: int(len(exchange.body) * share)])
            act()
        exchange.drop()

    return midway_here


def reply(status: str, kind: str, body: str, *, after_work: bool = False, **headers: str) -> Fault:
    """Somebody else answers. ``after_work``: the server did its part all the same."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body.encode())}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    raw = ("\r\n".join([*lines, "Connection: close"]) + "\r\n\r\n" + body).encode()

    def reply_here(exchange: Exchange) -> None:
        if after_work:
            exchange.forward()
        exchange.answer(raw)

    return reply_here


HTML = "text/html; charset=utf-8"
PORTAL = "<!doctype html><title>Gratis wifi</title><h1>Welkom</h1><p>Ga akkoord met de voorwaarden.</p>"
LOGIN = "<!doctype html><title>Inloggen</title><form method=post><input type=password name=password></form>"
server_error = reply("500 Internal Server Error", HTML, "<h1>Server Error (500)</h1>")
error_after_work = reply("502 Bad Gateway", HTML, "<h1>Bad Gateway</h1>", after_work=True)
too_many = reply("429 Too Many Requests", "application/problem+json", '{"status": 429}', Retry_After="1")
portal = reply("200 OK", HTML, PORTAL)
redirect = reply("302 Found", HTML, "", Location="http://127.0.0.1:9/portal")
login_redirect = reply("302 Found", HTML, "", Location="/account/login/?next=/phone/")
forbidden = reply("403 Forbidden", HTML, "<h1>Blocked by your network</h1>")
login_page = reply("200 OK", HTML, LOGIN)
other_json = reply("200 OK", "application/json", '{"ok": true, "acked": 1, "state": "fine"}')
no_json = reply("200 OK", "application/json", '{"acked": ["')
