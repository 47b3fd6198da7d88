"""Temporary PostgreSQL and Redis from the Debian binaries, on free loopback ports, gone with the test run."""

import glob
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Missing(Exception):
    """A server program is not on this machine; the text says which package brings it."""


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port: int, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            probe.settimeout(0.5)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing listens on port {port} after {seconds} s")


def _postgres_program(name: str) -> str:
    found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"))
    if not found:
        raise Missing("apt-get install --yes postgresql")
    return found[-1]


@contextmanager
def postgresql() -> Iterator[str]:
    """A fresh server; yields its ``DATABASE_URL``. It refuses to run as root, so root lends it to ``postgres``."""
    # runuser lives in /usr/sbin, which a lean PATH may lack.
    runuser = shutil.which("runuser") or "/usr/sbin/runuser"
    lend = [runuser, "-u", "postgres", "--"] if os.geteuid() == 0 else []
    root = Path(tempfile.mkdtemp(prefix="veldwerk-pg-"))
    port = free_port()
    server = None
    try:
        if lend:
            shutil.chown(root, "postgres")
        data = str(root / "data")
        make = [
            *lend,
            _postgres_program("initdb"),
            "-D",
            data,
            "-U",
            "veldwerk",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        ]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL, cwd="/")
        run = [*lend, _postgres_program("postgres"), "-D", data, "-p", str(port), "-k", str(root)]
        run += ["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "max_connections=60"]
        server = subprocess.Popen(run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        _wait_for(port)
        ready = [*lend, _postgres_program("createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "veldwerk", "veldwerk"]
        for _attempt in range(40):
            if subprocess.run(ready, cwd="/", stderr=subprocess.DEVNULL).returncode == 0:
                break
            time.sleep(0.25)
        yield f"postgres://veldwerk@127.0.0.1:{port}/veldwerk"
    finally:
        if server:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
        shutil.rmtree(root, ignore_errors=True)


@contextmanager
def redis(port: int = 0) -> Iterator[str]:
    """A fresh server that keeps nothing; yields its URL. ``port`` is any free one, unless one is given."""
    program = shutil.which("redis-server")
    if not program:
        raise Missing("apt-get install --yes redis-server")
    port = port or free_port()
    with tempfile.TemporaryDirectory(prefix="veldwerk-redis-") as root:
        run = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", root]
        server = subprocess.Popen(run, stdout=subprocess.DEVNULL)
        try:
            _wait_for(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait(timeout=10)
