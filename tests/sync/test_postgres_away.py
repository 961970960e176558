"""PostgreSQL under the server goes away, comes back, refuses: what is said, and what is lost."""

from collections.abc import Iterator

import psycopg
import pytest
from click.testing import CliRunner

from kiosk.cli import borne
from sync.client.push import Busy, Pushed, push, push_all
from sync.server.place import Place, Postgres, Unusable
from sync.server.postgres_rows import away, connect
from sync.server.rows import Away
from sync.server.storage import open_store, stored_events
from tests.sync.cluster import Cluster, free_port, running
from tests.sync.kit import Device, Server


@pytest.fixture
def place(cluster: Cluster) -> Iterator[Place]:
    with cluster.fresh() as made:
        yield made


@pytest.fixture
def empty(cluster: Cluster) -> Postgres:
    return cluster.empty()


def ask(place: Place, question: str) -> list[tuple[object, ...]]:
    assert isinstance(place, Postgres)
    with connect(place) as connection:
        return list(connection.execute(question).fetchall())


def test_after_a_power_cut_of_the_database_the_server_goes_on(
    cluster: Cluster, device: Device, caplog: pytest.LogCaptureFixture
) -> None:
    with running(cluster.binaries) as own, own.fresh() as place:
        server = Server(place)
        device.take_tickets(3)
        assert isinstance(push(device, server.send, limit=2), Pushed)
        own.stop()
        assert push(device, server.send) == Busy(30)
        assert server.request("GET", "/").status == 503
        assert server.request("GET", "/healthz").status == 503
        own.start()
        assert isinstance(push_all(device, server.send), Pushed)
        assert server.seqs() == [1, 2, 3]
        server.close()
    assert "does not answer" in caplog.text


def test_when_the_standby_takes_over_each_event_is_there_once(
    cluster: Cluster, device: Device
) -> None:
    with running(cluster.binaries) as first, first.standby() as second:
        first.do("CREATE DATABASE town")
        hosts = f"host={first.folder},{second.folder}&port={first.port},{second.port}"
        place = Postgres(f"postgresql://borne@/town?{hosts}&target_session_attrs=read-write")
        server = Server(place)
        device.take_tickets(5)
        assert isinstance(push(device, server.send, limit=3), Pushed)
        first.stop()
        assert push(device, server.send) == Busy(30)
        second.promote()
        # The answer to the first three might have been lost as well.
        device.acked = 0
        assert isinstance(push_all(device, server.send), Pushed)
        assert server.seqs() == [1, 2, 3, 4, 5]
        server.close()


def test_connections_that_were_cut_while_idle_are_not_noticed(
    server: Server, device: Device
) -> None:
    device.take_tickets(1)
    push(device, server.send)
    cut_all(server.place)
    device.take_tickets(1)
    assert isinstance(push(device, server.send), Pushed)
    assert server.seqs() == [1, 2]


def test_a_database_that_takes_no_more_writes_is_a_reason_to_come_back(
    server: Server, device: Device
) -> None:
    server.query(lambda rows: rows.execute("SET default_transaction_read_only = on"))
    device.take_tickets(1)
    assert push(device, server.send) == Busy(30)
    # The next connection is a new one, as to the server that took over.
    assert isinstance(push(device, server.send), Pushed)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda c, _: c.url("nowhere"), "n’existe pas"),
        (lambda c, _: c.tcp_url("postgres", "borne", "secret"), "mot de passe"),
        (lambda c, _: f"postgresql://x:secret@/y?host={c.folder}/none", "ne répond pas"),
        (lambda _, p: f"postgresql://x:secret@127.0.0.1:{p}/y", "ne répond pas"),
        (lambda *_: "postgresql://x:secret@hote.invalid/y", "n’est pas connu"),
        (lambda *_: "postgresql://x:secret@/y?secret=secret", "n’est pas comprise"),
    ],
    ids=["database", "password", "socket", "port", "host", "address"],
)
def test_why_a_database_cannot_be_used_is_a_sentence_without_the_password(
    cluster: Cluster, change: object, said: str
) -> None:
    assert callable(change)
    url = change(cluster, free_port())
    refused = open_store(Postgres(url))
    assert isinstance(refused, Unusable)
    assert said in refused.advice
    assert "secret" not in refused.advice
    result = CliRunner().invoke(borne, ["server", "events", "--db", url, "--json"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr
    assert "secret" not in result.stderr


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (psycopg.errors.DiskFull(), "disque du serveur PostgreSQL est plein"),
        (psycopg.errors.TooManyConnections(), "trop de connexions"),
        (psycopg.errors.AdminShutdown(), "a coupé la connexion"),
        (psycopg.errors.DeadlockDetected(), "occupée"),
        (psycopg.errors.ReadOnlySqlTransaction(), "n’accepte plus d’écritures"),
        (psycopg.errors.InsufficientPrivilege(), "tous les droits"),
        (psycopg.OperationalError("server closed the connection"), "ne répond pas"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_passes_is_said_in_words(error: psycopg.Error, said: str) -> None:
    with pytest.raises(Away, match=said), away():
        raise error


def test_a_reader_that_is_cut_on_the_way_says_so(server: Server) -> None:
    device = Device()
    device.take_tickets(400)
    push_all(device, server.send)
    found = stored_events(server.place)
    assert not isinstance(found, Unusable)
    next(found)
    cut_all(server.place)
    with pytest.raises(Away, match="PostgreSQL"):
        list(found)


def test_a_mistake_of_ours_is_not_taken_for_an_absence() -> None:
    with pytest.raises(psycopg.errors.UniqueViolation), away():
        raise psycopg.errors.UniqueViolation


def test_a_cluster_that_does_not_write_to_the_disk_is_refused(
    empty: Postgres, cluster: Cluster
) -> None:
    name = str(ask(empty, "SELECT current_database()")[0][0])
    cluster.do(f"ALTER DATABASE {name} SET synchronous_commit = off")
    refused = open_store(empty)
    assert isinstance(refused, Unusable)
    assert "synchronous_commit = off" in refused.advice


def cut_all(place: Place) -> None:
    ask(
        place,
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
