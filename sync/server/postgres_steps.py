"""The history of the schema on PostgreSQL: the steps of `migrations.py`, under the same names.

A step is translated, unless it is written otherwise here.
"""

import re
from collections.abc import Mapping
from typing import Any, cast

import psycopg

from sync.server.migrations import steps

HISTORY = "borne_steps"
LOCK = 0x626F726E65
"""One server migrates at a time."""


def applied(connection: "psycopg.Connection[Any]") -> list[str] | None:
    """None: a database without a history of ours."""
    (found,) = _one(connection, f"SELECT to_regclass('{HISTORY}')")
    if found is None:
        return None
    rows = connection.execute(f"SELECT step FROM {HISTORY} ORDER BY step")
    return [str(step) for (step,) in rows]


def foreign_table(connection: "psycopg.Connection[Any]") -> str | None:
    """A table where ours would be, of another program."""
    found = connection.execute(
        "SELECT min(relname::text) FROM pg_class WHERE relkind IN ('r', 'p') "
        "AND relnamespace = current_schema()::regnamespace"
    ).fetchone()
    return None if found is None else found[0]


def apply(connection: "psycopg.Connection[Any]", stop_before: str | None = None) -> None:
    """Each step with its line in the history, or not at all."""
    connection.execute(
        f"CREATE TABLE IF NOT EXISTS {HISTORY} "
        "(step TEXT PRIMARY KEY, applied TIMESTAMPTZ NOT NULL DEFAULT now())"
    )
    done = applied(connection) or []
    for step in steps._migrations:
        if step.name == stop_before:
            return
        if step.name not in done:
            with connection.transaction():
                connection.execute(statements(step.name))
                connection.execute(f"INSERT INTO {HISTORY} VALUES (%s)", [step.name])


def statements(name: str) -> str:
    if name in _OTHERWISE:
        return _OTHERWISE[name]
    (step,) = (each for each in steps._migrations if each.name == name)
    script = _Script()
    step.fn(cast(Any, script))
    return translated(script.text)


def translated(text: str) -> str:
    """Nothing refers to `event`: one of its months must be able to leave."""
    text = re.sub(r",\s*FOREIGN KEY \([\w, ]+\) REFERENCES event \([\w, ]+\)", "", text)
    text = re.sub(r"\bINTEGER\b", "BIGINT", re.sub(r"\bBLOB\b", "BYTEA", text))
    return re.sub(r"\) STRICT\b", ")", text)


class _Script:
    """Takes down what a step does to a database of SQLite."""

    text = ""

    def executescript(self, text: str) -> None:
        self.text += text


def _one(connection: "psycopg.Connection[Any]", text: str) -> Any:
    return connection.execute(text).fetchone()


_OTHERWISE: Mapping[str, str] = {
    # The key of an event holds the site, so that Citus can share out by it, and the id alone
    # besides: its first bytes are a time, which makes the months. That (site, device, log, seq)
    # is there once is kept by the lock on the row of `stream`, for a key would need the id too.
    # No foreign key to `stream`: its row was written in the same transaction, and looking it up
    # for each event costs a fifth of the whole.
    # `json_extract` as SQLite has it. What PostgreSQL takes for no JSON (a zero, written as
    # an escape, or half a letter) has no value, instead of ending the page.
    "m001_what_arrives": """
        CREATE FUNCTION json_extract(body TEXT, path TEXT) RETURNS TEXT LANGUAGE plpgsql STABLE AS
        $$ BEGIN RETURN body::json ->> substr(path, 3);
        EXCEPTION WHEN data_exception THEN RETURN NULL; END $$;
        CREATE TABLE stream (
            site TEXT NOT NULL,
            device BYTEA NOT NULL,
            log BYTEA NOT NULL,
            ack_seq BIGINT NOT NULL,
            ack_hash BYTEA NOT NULL,
            first_seen BIGINT NOT NULL,
            last_seen BIGINT NOT NULL,
            PRIMARY KEY (site, device, log)
        ) WITH (fillfactor = 50);
        CREATE TABLE event (
            arrival BIGINT NOT NULL,
            site TEXT NOT NULL,
            id BYTEA NOT NULL,
            device BYTEA NOT NULL,
            log BYTEA NOT NULL,
            seq BIGINT NOT NULL,
            kind TEXT NOT NULL,
            v BIGINT NOT NULL,
            t BIGINT NOT NULL,
            mono BIGINT NOT NULL,
            boot BIGINT NOT NULL,
            clock TEXT NOT NULL,
            salt BYTEA NOT NULL,
            body TEXT NOT NULL,
            hash BYTEA NOT NULL,
            received BIGINT NOT NULL,
            about BYTEA,
            PRIMARY KEY (site, id)
        ) PARTITION BY RANGE (id);
        CREATE TABLE event_other PARTITION OF event DEFAULT;
        CREATE INDEX event_place ON event (site, device, log, seq);
        CREATE INDEX event_by_kind ON event (kind, arrival);
        CREATE INDEX event_received ON event (kind, received) WHERE kind IN (
            'ticket.printed', 'feedback.given', 'feedback.amended', 'help.requested'
        );
        CREATE INDEX event_about ON event (site, about) WHERE about IS NOT NULL;
        CREATE TABLE arrival_base (
            id BIGINT PRIMARY KEY CHECK (id = 1),
            cluster BIGINT NOT NULL,
            base BIGINT NOT NULL
        );
        INSERT INTO arrival_base SELECT 1, system_identifier, 0 FROM pg_control_system();
        CREATE TABLE quarantine (
            site TEXT NOT NULL,
            device BYTEA NOT NULL,
            log BYTEA NOT NULL,
            seq BIGINT NOT NULL,
            reason TEXT NOT NULL,
            id BYTEA NOT NULL,
            kind TEXT NOT NULL,
            v BIGINT NOT NULL,
            t BIGINT NOT NULL,
            mono BIGINT NOT NULL,
            boot BIGINT NOT NULL,
            clock TEXT NOT NULL,
            salt BYTEA NOT NULL,
            body BYTEA NOT NULL,
            hash BYTEA NOT NULL,
            received BIGINT NOT NULL,
            PRIMARY KEY (site, device, log, seq),
            FOREIGN KEY (site, device, log) REFERENCES stream (site, device, log)
        );
        CREATE TABLE incident (
            site TEXT NOT NULL,
            device BYTEA NOT NULL,
            log BYTEA NOT NULL,
            kind TEXT NOT NULL,
            seq BIGINT NOT NULL,
            first_seen BIGINT NOT NULL,
            last_seen BIGINT NOT NULL,
            times BIGINT NOT NULL,
            PRIMARY KEY (site, device, log, kind, seq),
            FOREIGN KEY (site, device, log) REFERENCES stream (site, device, log)
        )
    """,
    # No database of PostgreSQL is older than this step.
    "m002_day_of_a_ticket": """
        ALTER TABLE event ADD COLUMN day TEXT;
        CREATE INDEX event_day ON event (kind, day) WHERE day IS NOT NULL
    """,
}
