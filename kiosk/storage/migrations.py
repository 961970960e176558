"""The history of the schema. Append only: a released step never changes, imports nothing."""

from sqlite_utils import Database, Migrations

steps = Migrations("borne")


@steps()
def m001_first_ticket(db: Database) -> None:
    db.executescript(
        """
        CREATE TABLE log (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            device BLOB NOT NULL,
            log BLOB NOT NULL,
            boot INTEGER NOT NULL,
            boot_id TEXT NOT NULL,
            head_seq INTEGER NOT NULL,
            head_hash BLOB NOT NULL,
            acked_seq INTEGER NOT NULL,
            acked_hash BLOB NOT NULL
        ) STRICT;
        CREATE TABLE event (
            seq INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            v INTEGER NOT NULL,
            t INTEGER NOT NULL,
            mono INTEGER NOT NULL,
            boot INTEGER NOT NULL,
            clock TEXT NOT NULL,
            salt BLOB NOT NULL,
            body TEXT NOT NULL,
            hash BLOB NOT NULL
        ) STRICT;
        CREATE TABLE service_day (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            day TEXT NOT NULL
        ) STRICT;
        CREATE TABLE counter (
            day TEXT NOT NULL,
            series TEXT NOT NULL,
            n INTEGER NOT NULL,
            PRIMARY KEY (day, series)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE ticket (
            id BLOB PRIMARY KEY,
            day TEXT NOT NULL,
            number TEXT NOT NULL,
            motif TEXT NOT NULL,
            lang TEXT NOT NULL,
            priority INTEGER NOT NULL,
            lane INTEGER,
            issued_at INTEGER NOT NULL,
            UNIQUE (day, number)
        ) STRICT;
        CREATE INDEX ticket_by_motif ON ticket (day, motif);
        CREATE TABLE print_job (
            id INTEGER PRIMARY KEY,
            ticket BLOB NOT NULL REFERENCES ticket (id),
            copy INTEGER NOT NULL,
            state TEXT NOT NULL,
            boot INTEGER NOT NULL,
            mono INTEGER NOT NULL,
            UNIQUE (ticket, copy)
        ) STRICT;
        CREATE INDEX print_job_unfinished ON print_job (state)
            WHERE state IN ('QUEUED', 'BLOCKED', 'SENDING');
        CREATE TABLE print_event (
            id INTEGER PRIMARY KEY,
            job INTEGER NOT NULL REFERENCES print_job (id),
            t INTEGER NOT NULL,
            state TEXT NOT NULL,
            reason TEXT NOT NULL,
            bytes INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE feedback (
            id BLOB PRIMARY KEY,
            given_at INTEGER NOT NULL,
            scale TEXT NOT NULL,
            value INTEGER NOT NULL,
            lang TEXT NOT NULL,
            resolution TEXT,
            reasons TEXT NOT NULL
        ) STRICT;
        """
    )


@steps()
def m002_comments_and_flags(db: Database) -> None:
    # Boot 0 is no boot: of older opinions it is not known when they were given since a start.
    db.executescript(
        """
        ALTER TABLE feedback ADD COLUMN comment TEXT;
        ALTER TABLE feedback ADD COLUMN ticket_code TEXT;
        ALTER TABLE feedback ADD COLUMN wording INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE feedback ADD COLUMN boot INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE feedback ADD COLUMN mono INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE feedback ADD COLUMN suspect TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE feedback ADD COLUMN rules INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX feedback_by_moment ON feedback (boot, mono);
        CREATE INDEX feedback_by_time ON feedback (given_at);
        CREATE INDEX feedback_by_code ON feedback (ticket_code) WHERE ticket_code IS NOT NULL;
        """
    )


@steps()
def m003_what_came_of_the_sync(db: Database) -> None:
    db.executescript(
        """
        CREATE TABLE sync_note (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            standing TEXT NOT NULL,
            detail TEXT NOT NULL,
            since INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE quarantined (
            seq INTEGER PRIMARY KEY,
            reason TEXT NOT NULL
        ) STRICT;
        """
    )


@steps()
def m004_repeat_and_paperless(db: Database) -> None:
    db.executescript(
        """
        ALTER TABLE ticket ADD COLUMN repeat INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE ticket ADD COLUMN paperless INTEGER NOT NULL DEFAULT 0;
        """
    )


@steps()
def m005_roll_of_paper(db: Database) -> None:
    db.executescript(
        """
        CREATE TABLE roll (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            changed_at INTEGER NOT NULL,
            fed_mm INTEGER NOT NULL,
            tickets INTEGER NOT NULL,
            ended INTEGER NOT NULL,
            told INTEGER NOT NULL
        ) STRICT;
        """
    )


@steps()
def m006_printer_facts(db: Database) -> None:
    db.executescript(
        """
        CREATE TABLE printer (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            left_in TEXT NOT NULL,
            told TEXT NOT NULL
        ) STRICT;
        INSERT INTO printer VALUES (1, 'nothing', 'READY');
        CREATE INDEX print_job_in_doubt ON print_job (state) WHERE state = 'UNKNOWN';
        """
    )


@steps()
def m007_logs_before(db: Database) -> None:
    # The newest is the parent of the present log.
    db.executescript(
        """
        CREATE TABLE past_log (
            id INTEGER PRIMARY KEY,
            log BLOB NOT NULL,
            head_seq INTEGER NOT NULL,
            why TEXT NOT NULL
        ) STRICT;
        """
    )


@steps()
def m008_what_may_be_purged(db: Database) -> None:
    # `purged`: the last event that is no longer here, and what its log was. Days up to `day` are
    # not told whole by the events that stay.
    db.executescript(
        """
        CREATE TABLE safe (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            seq INTEGER NOT NULL,
            hash BLOB NOT NULL
        ) STRICT;
        CREATE TABLE purged (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            seq INTEGER NOT NULL,
            hash BLOB NOT NULL,
            day TEXT NOT NULL,
            seal BLOB NOT NULL
        ) STRICT;
        CREATE INDEX print_event_of ON print_event (job);
        """
    )


@steps()
def m010_tickets_of_a_clock_that_was_wrong(db: Database) -> None:
    db.executescript(
        """
        ALTER TABLE ticket ADD COLUMN dated INTEGER NOT NULL DEFAULT 1;
        UPDATE ticket SET dated = 0 WHERE hex(id) IN (
            SELECT CASE WHEN json_valid(body)
                   THEN upper(replace(json_extract(body, '$.ticket'), '-', '')) END
            FROM event WHERE kind = 'ticket.issued' AND v = 1 AND clock = 'unknown'
        );
        """
    )
