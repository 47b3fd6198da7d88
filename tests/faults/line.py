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
    "worker": r"GET /phone/sw\.js",
    "leaving": r"GET /static/js/phone/leaving\.",
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
            (fault or pass_on)(exchange)
        except OSError:
            # The server is away, or the phone went: as on a real line, the other side hears a reset.
            _reset(client)
        finally:
            client.close()

    def _fault(self, name: str) -> Fault | None:
        if self.is_down:
            return Exchange.drop
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


def pass_on(exchange: Exchange) -> None:
    exchange.answer(exchange.forward())
