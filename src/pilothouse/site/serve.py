"""What serves everything: WSGI in threads behind uvicorn, worker threads, more processes if wanted."""

from __future__ import annotations

import errno
import gc
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, NoReturn

from pilothouse.kit.errors import Conflict, Invalid, Unavailable
from pilothouse.kit.shell import django_ready
from pilothouse.site import memory, several

if TYPE_CHECKING:
    from pilothouse.kit.jobs.apart import Apart

_WORKERS = 2
_PORTS = range(8000, 8021)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_EVERYWHERE = ("0.0.0.0", "::")
# Requests in flight get this long to end, and the worker then that long to hand its job back.
_DRAIN_SECONDS = 1
_HAND_BACK_SECONDS = 1.0


def run(
    *,
    demo: bool,
    host: str,
    port: int | None,
    with_worker: bool,
    open_browser: bool,
    open_to_all: bool,
    processes: int | None = None,
) -> None:
    """Serve until interrupted, then end the process. Brings the database up to date first, and loads the
    demo when asked.

    Raises `Invalid` for the demo on an address that others reach, `Conflict` when the port is taken.
    """
    asked = os.environ.get("PILOTHOUSE_DEMO", "")
    wanted = os.environ.get("PILOTHOUSE_PROCESSES", "") if processes is None else str(processes)
    copies = several.many(wanted)
    guarded = (demo or asked == "1") and asked != "open" and not open_to_all
    if guarded and not _is_loopback(host):
        raise _open_demo(host)
    listener = listen(host, port)
    if guarded and not ip_address(listener.getsockname()[0]).is_loopback:
        listener.close()  # the name was resolved otherwise the second time
        raise _open_demo(host)
    if demo or asked == "1":
        os.environ["PILOTHOUSE_DEMO"] = "1" if guarded else "open"
    if host not in _LOOPBACK:
        names = "*" if host in _EVERYWHERE else f"{host},localhost,127.0.0.1,[::1]"
        os.environ.setdefault("PILOTHOUSE_HOSTS", names)
    django_ready()
    memory.be_lean()
    from pilothouse.site.upkeep import in_use, migrate

    migrate()
    with in_use():
        if demo:
            _load_demo()
        elif with_worker:
            make_ready()
        _warm()
        _serve(
            several.shared(listener, copies),
            address(host, listener),
            with_worker=with_worker,
            open_browser=open_browser,
        )


def _is_loopback(host: str) -> bool:
    """Whether every address that `host` stands for, however it is spelt, is this machine's alone."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return True  # `listen` says what is wrong with it
    return all(ip_address(str(row[4][0]).partition("%")[0]).is_loopback for row in found)


def _open_demo(host: str) -> Invalid:
    return Invalid(
        "The demo has no log-in, and others could reach it on this address.",
        where=f"--host {host}",
        cure="Serve it on 127.0.0.1, or add --i-know.",
    )


def address(host: str, listener: socket.socket) -> str:
    """What to type into a browser on this machine."""
    name = "127.0.0.1" if host in _EVERYWHERE else host
    return f"http://{f'[{name}]' if ':' in name else name}:{listener.getsockname()[1]}/"


def listen(host: str, port: int | None) -> socket.socket:
    """A bound socket on `port`, or on the first free one from 8000 on."""
    try:
        family = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][0]
    except OSError as error:
        raise Invalid(
            f"'{host}' is no address of this machine: {error.strerror}.",
            where="--host",
            cure="Use 127.0.0.1.",
        ) from None
    reason = ""
    for each in [port] if port else _PORTS:
        found = socket.socket(family, socket.SOCK_STREAM)
        if os.name == "posix":  # elsewhere it would let two programs listen on one port
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((host, each))
            found.listen()
        except OSError as error:
            found.close()
            if error.errno == errno.EADDRNOTAVAIL:
                raise _no_address(host, error) from None
            reason = error.strerror or str(error)
            continue
        return found
    if port:
        raise Conflict(
            f"Port {port} cannot be used: {reason}.", where="--port", cure="Choose another, or none."
        )
    raise Conflict("No port from 8000 to 8020 is free.", where="--port", cure="Name a free one with --port.")


def _no_address(host: str, error: OSError) -> Invalid:
    return Invalid(
        f"'{host}' is no address of this machine: {error.strerror}.", where="--host", cure="Use 127.0.0.1."
    )


def _load_demo() -> None:
    """Load the demo unless it is there, in a process of its own: planning takes memory that a server would
    keep. Raises `Unavailable` where that fails; what went wrong was printed."""
    from pilothouse.accounts import queries as accounts

    if accounts.demo_user_id() is not None:
        make_ready()
        return
    make_ready(wait=True)
    print("Loading the demo: two products and half a year of plans …", flush=True)
    program = [sys.executable, "-m", "pilothouse.site.cli", "demo"]
    if subprocess.run(program, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False).returncode:
        raise Unavailable("The demo could not be loaded.", cure="Run `pilothouse demo` to see why.")


_children: list[subprocess.Popen[bytes]] = []  # kept: what is forgotten loses its input


def make_ready(*, wait: bool = False) -> None:
    """Make the machine code of the planning engine in a process of its own, which reports progress, so that
    the first plan need not. Does nothing where it was made before."""
    from pilothouse.engine import warm

    if warm.stamp().exists():
        return
    program = [sys.executable, "-m", warm.__name__, "--when-slow", "--with-parent"]
    if shutil.which("nice"):
        program = ["nice", *program]
    process = subprocess.Popen(program, stdin=subprocess.PIPE)  # which ends with this process
    _children.append(process)
    if wait:
        process.wait()


def _warm() -> None:
    """Read every address and template now rather than during the first request, and keep what stays for good
    out of the search for garbage."""
    from pilothouse.site import warming

    warming.warm()
    gc.collect()
    gc.freeze()


def _serve(listeners: list[socket.socket], address: str, *, with_worker: bool, open_browser: bool) -> None:
    """Serve at `address` in a process for each of `listeners`; a single one is this process itself. The first
    of them runs long work as well, and says that all is ready."""
    from django.db import connections

    from pilothouse.site import checkpoints
    from pilothouse.site.metrics import requests

    if checkpoints.needed():
        checkpoints.take_over()  # in each of them
    connections.close_all()
    ready = partial(_tell, address, open_browser=open_browser)

    def one(number: int, listener: socket.socket) -> NoReturn:
        requests.mine(number)
        _forget_children()
        _answer(listener, ready if number == 0 else None, with_worker=with_worker and number == 0)

    if len(listeners) == 1:
        _answer(listeners[0], ready, with_worker=with_worker)
    requests.share(len(listeners))
    several.serve(listeners, one)
    _leave()


def _answer(listener: socket.socket, ready: Callable[[], None] | None, *, with_worker: bool) -> NoReturn:
    """Answer what comes to `listener` until interrupted, then end the process. The process that says that all
    is `ready` also tidies SQLite's log."""
    import uvicorn
    from django.db import connections

    from pilothouse.site import asgi

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            if self.started and ready is not None:
                ready()

    config = uvicorn.Config(
        asgi.application,
        log_level="warning",
        access_log=False,
        lifespan="off",
        server_header=False,
        proxy_headers=False,  # whom we believe is a setting of ours: PILOTHOUSE_TRUSTED_PROXIES
        timeout_keep_alive=15,
        timeout_graceful_shutdown=_DRAIN_SECONDS,
    )
    stop = threading.Event()
    memory.start_trimming(stop)
    if ready is not None:
        start_checkpoints(stop)
    workers = start_workers(stop) if with_worker else []
    # uvicorn raises the signals it got once more after it has stopped; SIGTERM must not kill us then.
    signal.signal(signal.SIGTERM, _interrupt)
    connections.close_all()
    with suppress(KeyboardInterrupt):
        Server(config).run(sockets=[listener])
    stop.set()
    _leave(*workers)


def _forget_children() -> None:
    """What the program that was started makes ready ends with it, not with one that was made from it."""
    for child in _children:
        if child.stdin is not None:
            child.stdin.close()
    _children.clear()


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


def _tell(address: str, *, open_browser: bool) -> None:
    from django.conf import settings

    from pilothouse.accounts import queries as accounts

    print(f"Pilothouse is ready: {address}", flush=True)
    # Django refuses queries in the thread of an event loop, so they are made beside it.
    thread = threading.Thread(
        target=_tell_more, args=(address, accounts, settings.PILOTHOUSE_DEMO, open_browser)
    )
    thread.start()


def _tell_more(address: str, accounts: Any, demo: bool, open_browser: bool) -> None:
    from django.db import connection

    try:
        if not demo and accounts.needs_setup():
            print(
                f"Set up your workspace at {address}setup with the code {accounts.setup_code()}", flush=True
            )
    finally:
        connection.close()
    if open_browser:
        import webbrowser

        webbrowser.open(address)


def start_worker(stop: threading.Event, apart: Apart | None = None) -> threading.Thread:
    """A thread that runs long work until `stop`; what it leaves behind is taken up at the next start. What is
    to be computed runs in the child `apart`, or else in the thread too."""
    from pilothouse.kit.jobs.worker import Worker

    load_tasks()
    thread = threading.Thread(target=Worker(stop, apart).run, name="worker", daemon=True)
    thread.start()
    return thread


def start_workers(stop: threading.Event) -> list[threading.Thread]:
    """As many workers as run at once, each with a child of its own, so that a workspace whose plan takes long
    keeps no other one waiting. The first child is made ready now, the others when they are needed."""
    from pilothouse.kit.jobs.apart import Apart

    children = [Apart([sys.executable, "-m", "pilothouse.site.child"]) for _ in range(_WORKERS)]
    children[0].ready()
    return [start_worker(stop, child) for child in children]


def start_checkpoints(stop: threading.Event) -> None:
    """A thread that tidies SQLite's log until `stop`, where SQLite must not do so by itself."""
    from pilothouse.site import checkpoints
    from pilothouse.site.upkeep import sqlite_path

    if checkpoints.needed():
        checkpoints.take_over()
        run = checkpoints.Checkpoints(sqlite_path(), stop).run
        threading.Thread(target=run, name="checkpoints", daemon=True).start()


def _leave(*threads: threading.Thread) -> NoReturn:
    """End the process now. `threads` get a second to end by themselves; what others still compute is not
    committed, and a job of theirs is taken up at the next start. Taking a whole program down in order would
    take longer than people wait."""
    deadline = time.monotonic() + _HAND_BACK_SECONDS
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def run_worker() -> None:
    """Run long work in the foreground until interrupted; the job in hand goes back to the queue."""
    django_ready()
    memory.be_lean()
    from pilothouse.site.upkeep import in_use, waiting

    if missing := waiting():
        raise Conflict(
            f"The database lacks {len(missing)} changes of this version.",
            cure="Run `pilothouse migrate` first.",
        )
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with in_use():
        start_checkpoints(stop)
        threads = start_workers(stop)
        print("The worker is ready.", flush=True)
        while not stop.wait(0.5) and all(thread.is_alive() for thread in threads):
            pass
        _leave(*threads)


def load_tasks() -> None:
    """Every room's jobs make themselves known when their module is read."""
    from importlib import import_module

    from pilothouse.site.rooms import offered

    list(offered("tasks"))
    import_module("pilothouse.site.tasks")
