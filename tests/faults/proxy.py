"""A line between phone and server that fails on order.

``line.on("ops", lose_reply)`` lets the server do the work of the next batch of ops and the phone hear nothing of it;
``line.on("photo", cut_request(0.5), nth=2)`` breaks the second part of a photo in the middle of its body. A fault is
one small function of an ``Exchange`` (a request, and what may be done with it). Every connection carries one request,
so that a fault hits exactly the request it was meant for.
"""

import re
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

DOORS = {
    "ops": r"PUT .*/ops$",
    "ask": r"GET /api/.*/media/[0-9a-f-]{36}$",
    "photo": r"PATCH .*/media/[0-9a-f-]{36}$",
    "final": r"PUT .*/final$",
    "api": r"\w+ /api/",
    "page": r"GET /phone/",
    "form": r"GET /phone/visits/[0-9a-f-]{36}/form/",
    "keys": r"GET /phone/tokens/",
    "static": r"GET /static/",
    "camera": r"GET /static/js/phone/camera\.",
    "any": r"",
}
PATIENCE = 60.0  # seconds; only a fault makes anybody wait
HEAD_END = b"\r\n\r\n"


class Exchange:
    """One request on its way. A fault answers it, forwards it, changes it, or drops it."""

    def __init__(self, line: "Line", client: socket.socket, head: bytes, body: bytes) -> None:
        self.line, self.client, self.head, self.body = line, client, head, body
        method, path, *_version = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
        self.name = f"{method} {path}"
        self.is_over = False

    def forward(self, share: float = 1.0) -> bytes:
        """Bring the request, or only the first part of its body, to the server; returns all that it answers."""
        head = re.sub(rb"(?im)^connection:.*\r\n", b"", self.head[:-2]) + b"Connection: close" + HEAD_END
        with socket.create_connection(("127.0.0.1", self.line.server_port), timeout=PATIENCE) as server:
            body = self.body[: int(len(self.body) * share)]
            server.sendall(head + body)
            for door, pattern in DOORS.items():
                self.line.sent[door] += len(body) * bool(re.match(pattern, self.name))
            if share < 1:
                server.shutdown(socket.SHUT_WR)
            pieces = []
            while piece := server.recv(65536):
                pieces.append(piece)
        return b"".join(pieces)

    def answer(self, raw: bytes) -> None:
        """Give the phone these bytes and close."""
        self.is_over = True
        self.client.sendall(raw)

    def drop(self) -> None:
        """Break the line at once: the phone hears a reset."""
        self.is_over = True
        self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.client.close()


Fault = Callable[[Exchange], None]


@dataclass
class Order:
    """One fault for the ``nth`` request at a door from now on, and the ``times`` - 1 after it."""

    door: str
    fault: Fault
    nth: int = 1
    times: int = 1
    seen: int = 0
    struck: threading.Event = field(default_factory=threading.Event)

    def wants(self, name: str) -> bool:
        """Count this request; is it one of those?"""
        if not re.match(DOORS[self.door], name):
            return False
        self.seen += 1
        return self.nth <= self.seen < self.nth + self.times


class Line:
    """The line of one phone: an address of its own that leads to the server."""

    def __init__(self, server_port: int) -> None:
        self.server_port = server_port
        self.is_down = False
        self.orders: list[Order] = []
        self.log: list[str] = []
        self.sent = dict.fromkeys(DOORS, 0)  # bytes of bodies that reached the server, per door
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def on(self, door: str, fault: Fault, nth: int = 1, times: int = 1) -> Order:
        """Order a fault; see ``Order``."""
        order = Order(door, fault, nth, times)
        with self._lock:
            self.orders.append(order)
        return order

    def heal(self) -> None:
        """From now on everything gets through."""
        with self._lock:
            self.orders.clear()
        self.is_down = False

    def close(self) -> None:
        """Nobody listens any more."""
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        client.settimeout(PATIENCE)
        try:
            read = _read_request(client)
            if read is None:
                return
            exchange = Exchange(self, client, *read)
            fault = self._fault(exchange.name)
            self.log.append(f"{exchange.name} {getattr(fault, '__name__', '')}".rstrip())
            (fault or _pass_on)(exchange)
        except OSError:
            # The server is away, or the phone went: as on a real line, the other side hears a reset.
            _reset(client)
        finally:
            client.close()

    def _fault(self, name: str) -> Fault | None:
        if self.is_down:
            return drop
        with self._lock:
            wanting = [order for order in self.orders if order.wants(name)]
        for order in wanting:
            order.struck.set()
        return wanting[0].fault if wanting else None


def _reset(client: socket.socket) -> None:
    try:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    except OSError:
        return


def _read_request(client: socket.socket) -> tuple[bytes, bytes] | None:
    data = b""
    while HEAD_END not in data:
        piece = client.recv(65536)
        if not piece:
            return None
        data += piece
    end = data.index(HEAD_END) + len(HEAD_END)
    head, body = data[:end], data[end:]
    found = re.search(rb"(?im)^content-length:\s*(\d+)", head)
    length = int(found.group(1)) if found else 0
    while len(body) < length and (piece := client.recv(65536)):
        body += piece
    return head, body


def _pass_on(exchange: Exchange) -> None:
    exchange.answer(exchange.forward())


def watch(exchange: Exchange) -> None:
    """No fault: it only tells that such a request came by."""
    _pass_on(exchange)


def overhear(said: list[bytes]) -> Fault:
    """No fault: the body of such a request is written down."""

    def overhear_here(exchange: Exchange) -> None:
        said.append(exchange.body)
        _pass_on(exchange)

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
