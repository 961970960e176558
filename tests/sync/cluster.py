"""A PostgreSQL of the tests' own, on a socket in a folder that goes with it."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count, takewhile
from pathlib import Path

import psycopg
from psycopg import sql

from sync.server.place import Postgres
from sync.server.storage import Store, open_store

LIMIT_S = 60
USER = "borne"
_INIT = (
    f"--username={USER}",
    "--auth-local=trust",
    "--auth-host=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--no-instructions",
)
_TABLES = """
    SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition
    AND relnamespace = 'public'::regnamespace
    UNION ALL SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r' ORDER BY 1
"""
_KEPT = {"borne_steps", "arrival_base"}
_PROMOTE = ("promote", "--wait")
_AT_ONCE = ("stop", "--mode=immediate", "--wait")
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "shared_buffers": "16MB",
    "max_connections": "60",
    "max_wal_size": "256MB",
    "autovacuum": "off",
    "lc_messages": "C",
    "log_min_messages": "log",
    "log_checkpoints": "off",
}


def binaries() -> Path | None:
    """Where `initdb` and `postgres` are, the newest first; None when they are not here."""
    found = [Path(name).resolve().parent for name in (shutil.which("initdb"),) if name]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    return next((each for each in found if (each / "postgres").exists()), None)


def _version(folder: Path) -> float:
    name = folder.parent.name
    return float(name) if name.replace(".", "", 1).isdigit() else 0


@dataclass
class Cluster:
    folder: Path
    binaries: Path
    port: int
    before: list[str]
    """What gives up the rights of root, which PostgreSQL refuses."""
    _names: Iterator[int] = field(default_factory=count)
    _spare: list[str] = field(default_factory=list)
    _process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        options = {**_SETTINGS, "port": str(self.port), "unix_socket_directories": str(self.folder)}
        self._process = subprocess.Popen(
            [
                *self.before,
                str(self.binaries / "postgres"),
                "-D",
                str(self.folder / "data"),
                *(part for name, value in options.items() for part in ("-c", f"{name}={value}")),
            ],
            stderr=subprocess.PIPE,
            cwd="/",
        )
        assert self._process.stderr is not None
        patience = threading.Timer(LIMIT_S, self._process.kill)
        patience.start()
        try:
            lines = list(takewhile(_is_starting, self._process.stderr))
        finally:
            patience.cancel()
        assert self._process.poll() is None, lines

    def stop(self) -> None:
        """At once, as a power cut does."""
        if self._process is None:
            return
        _run([*self.before, self.binaries / "pg_ctl", *_AT_ONCE, "-D", self.folder / "data"])
        self._process.communicate(timeout=LIMIT_S)
        self._process = None

    @contextmanager
    def standby(self) -> Iterator["Cluster"]:
        """Another that follows this one; each commit here waits for it."""
        folder = Path(tempfile.mkdtemp(prefix="borne-pg-"))
        other = Cluster(folder, self.binaries, free_port(), unprivileged(folder))
        copy = [self.binaries / "pg_basebackup", "-D", folder / "data", "--write-recovery-conf"]
        source = ["-h", self.folder, "-p", str(self.port), "-U", USER, "--checkpoint=fast"]
        try:
            _run([*other.before, *copy, *source])
            other.start()
            self.do("ALTER SYSTEM SET synchronous_standby_names = '*'")
            self.do("SELECT pg_reload_conf()")
            yield other
        finally:
            other.stop()
            shutil.rmtree(folder)

    def promote(self) -> None:
        _run([*self.before, self.binaries / "pg_ctl", *_PROMOTE, "-D", self.folder / "data"])

    def url(self, name: str, account: str = USER, password: str = "") -> str:
        secret = f":{password}" if password else ""
        return f"postgresql://{account}{secret}@/{name}?host={self.folder}&port={self.port}"

    def tcp_url(self, name: str, account: str, password: str) -> str:
        return f"postgresql://{account}:{password}@127.0.0.1:{self.port}/{name}"

    def do(self, text: str, name: str = "postgres") -> list[tuple[object, ...]]:
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            found = connection.execute(sql.SQL(text))
            return found.fetchall() if found.description else []

    def empty(self) -> Postgres:
        name = f"empty_{next(self._names)}"
        self.do(f"CREATE DATABASE {name}")
        return Postgres(self.url(name))

    @contextmanager
    def fresh(self) -> Iterator[Postgres]:
        """A database as it is after the first start of a server. To empty one again takes far
        less than to make one."""
        name = self._spare.pop() if self._spare else self._made()
        before = self.do(_TABLES, name)
        yield Postgres(self.url(name))
        if self.do(_TABLES, name) == before:
            tables = [str(table) for (table,) in before]
            emptied = (f"DELETE FROM {table}" for table in tables if table not in _KEPT)
            self.do("SET session_replication_role = replica; " + "; ".join(emptied), name)
            self._spare.append(name)

    def _made(self) -> str:
        place = self.empty()
        store = open_store(place)
        assert isinstance(store, Store), store
        store.close()
        return place.url.partition("@/")[2].partition("?")[0]


@contextmanager
def running(found: Path) -> Iterator[Cluster]:
    # Not in pytest's own folder: its parents are closed to others, its name is long for a socket.
    folder = Path(tempfile.mkdtemp(prefix="borne-pg-"))
    cluster = Cluster(folder, found, free_port(), unprivileged(folder))
    try:
        _run([*cluster.before, found / "initdb", "-D", folder / "data", *_INIT])
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder)


def _run(command: Sequence[object]) -> None:
    subprocess.run(
        [str(part) for part in command],
        check=True,
        timeout=LIMIT_S,
        stdout=subprocess.DEVNULL,
        cwd="/",
    )


def _is_starting(line: bytes) -> bool:
    return b"ready to accept" not in line


def unprivileged(folder: Path) -> list[str]:
    """It ends with the tests, however they end."""
    leave = ["setpriv", "--pdeathsig", "QUIT"] if shutil.which("setpriv") else []
    if os.geteuid() != 0:
        return leave
    account = pwd.getpwnam("nobody")
    os.chown(folder, account.pw_uid, account.pw_gid)
    folder.chmod(0o700)
    other = [f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    return ["setpriv", *other, "--pdeathsig", "QUIT"]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
