"""One process that serves everything: WSGI in threads behind uvicorn, and a worker thread."""

from __future__ import annotations

import os
import socket
import sys
import threading
from typing import Any

from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.kit.shell import django_ready

_THREADS = 8
_PORTS = range(8000, 8021)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def run(*, demo: bool, host: str, port: int | None, with_worker: bool, open_to_all: bool) -> None:
    """Serve until interrupted. Brings the database up to date first, and loads the demo when asked.

    Raises `Invalid` for the demo on an address that others reach, `Conflict` when the port is taken.
    """
    if demo and host not in _LOOPBACK and not open_to_all:
        raise Invalid(
            "The demo has no log-in, and others could reach it on this address.",
            where=f"--host {host}",
            cure="Serve it on 127.0.0.1, or add --i-know.",
        )
    listener = listen(host, port)
    if demo:
        os.environ["PILOTHOUSE_DEMO"] = "1"
    if host not in _LOOPBACK:
        os.environ.setdefault("PILOTHOUSE_HOSTS", f"{host},localhost,127.0.0.1" if host != "0.0.0.0" else "*")
    django_ready()
    from pilothouse.site.upkeep import migrate

    migrate()
    if demo:
        from pilothouse.kit import clock
        from pilothouse.site import demo as content

        content.load(now=clock.now())
    else:
        _tell_about_set_up()
    address = f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}/"
    _serve(listener, address, with_worker=with_worker)


def _tell_about_set_up() -> None:
    """On first run, the code with which the first owner proves to be who runs the server."""
    from pilothouse.accounts import queries

    if queries.needs_setup():
        print(f"First run: open /setup?code={queries.setup_code()} to create your workspace.", flush=True)


def listen(host: str, port: int | None) -> socket.socket:
    """A bound socket on `port`, or on the first free one from 8000 on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for each in [port] if port else _PORTS:
        found = socket.socket(family, socket.SOCK_STREAM)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((host, each))
        except OSError as error:
            found.close()
            if port:
                raise Conflict(
                    f"Port {port} cannot be used: {error.strerror}.",
                    where="--port",
                    cure="Choose another port.",
                ) from None
            continue
        return found
    raise Conflict("No port from 8000 to 8020 is free.", where="--port", cure="Name a free one with --port.")


def _serve(listener: socket.socket, address: str, *, with_worker: bool) -> None:
    import uvicorn

    from pilothouse.site.asgi import application

    stop = threading.Event()

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            print(f"Pilothouse is ready: {address}", flush=True)

    config = uvicorn.Config(
        application,
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=2,
        server_header=False,
    )
    thread = start_worker(stop) if with_worker else None
    try:
        Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        stop.set()
        if thread is not None:
            thread.join(timeout=1.0)


def start_worker(stop: threading.Event) -> threading.Thread:
    """A thread that runs long work until `stop`; what it leaves behind is taken up at the next start."""
    from pilothouse.kit.jobs.worker import Worker

    _load_tasks()
    thread = threading.Thread(target=Worker(stop).run, name="worker", daemon=True)
    thread.start()
    return thread


def run_worker() -> None:
    """Run long work in the foreground until interrupted."""
    import signal

    django_ready()
    from pilothouse.kit.jobs.worker import Worker

    _load_tasks()
    stop = threading.Event()

    def end(*_: Any) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    sys.stderr.write("The worker is ready.\n")
    Worker(stop).run()


def _load_tasks() -> None:
    """Every room's jobs make themselves known when their module is read."""
    from pilothouse.site.rooms import offered

    list(offered("tasks"))
