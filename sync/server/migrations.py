"""The history of the schema. Append only: a released step never changes, imports nothing."""

from sqlite_utils import Database, Migrations

steps = Migrations("borne-server")


@steps()
def m001_what_arrives(db: Database) -> None:
    db.executescript(
        """
        CREATE TABLE stream (
            site TEXT NOT NULL,
            device BLOB NOT NULL,
            log BLOB NOT NULL,
            ack_seq INTEGER NOT NULL,
            ack_hash BLOB NOT NULL,
            first_seen INTEGER NOT NULL,
            last_seen INTEGER NOT NULL,
            PRIMARY KEY (site, device, log)
        ) STRICT;
        CREATE TABLE event (
            arrival INTEGER PRIMARY KEY,
            site TEXT NOT NULL,
            id BLOB NOT NULL,
            device BLOB NOT NULL,
            log BLOB NOT NULL,
            seq INTEGER NOT NULL,
            kind TEXT NOT NULL,
            v INTEGER NOT NULL,
            t INTEGER NOT NULL,
            mono INTEGER NOT NULL,
            boot INTEGER NOT NULL,
            clock TEXT NOT NULL,
            salt BLOB NOT NULL,
            body TEXT NOT NULL,
            hash BLOB NOT NULL,
            received INTEGER NOT NULL,
            about BLOB,
            UNIQUE (site, id),
            UNIQUE (site, device, log, seq),
            FOREIGN KEY (site, device, log) REFERENCES stream (site, device, log)
        ) STRICT;
        CREATE INDEX event_by_kind ON event (kind, arrival);
        CREATE INDEX event_received ON event (kind, received);
        CREATE INDEX event_about ON event (site, about) WHERE about IS NOT NULL;
        CREATE TABLE quarantine (
            site TEXT NOT NULL,
            device BLOB NOT NULL,
            log BLOB NOT NULL,
            seq INTEGER NOT NULL,
            reason TEXT NOT NULL,
            id BLOB NOT NULL,
            kind TEXT NOT NULL,
            v INTEGER NOT NULL,
            t INTEGER NOT NULL,
            mono INTEGER NOT NULL,
            boot INTEGER NOT NULL,
            clock TEXT NOT NULL,
            salt BLOB NOT NULL,
            body TEXT NOT NULL,
            hash BLOB NOT NULL,
            received INTEGER NOT NULL,
            PRIMARY KEY (site, device, log, seq),
            FOREIGN KEY (site, device, log) REFERENCES stream (site, device, log)
        ) STRICT;
        CREATE TABLE incident (
            site TEXT NOT NULL,
            device BLOB NOT NULL,
            log BLOB NOT NULL,
            kind TEXT NOT NULL,
            seq INTEGER NOT NULL,
            first_seen INTEGER NOT NULL,
            last_seen INTEGER NOT NULL,
            times INTEGER NOT NULL,
            PRIMARY KEY (site, device, log, kind, seq),
            FOREIGN KEY (site, device, log) REFERENCES stream (site, device, log)
        ) STRICT;
        """
    )


@steps()
def m002_day_of_a_ticket(db: Database) -> None:
    db.executescript(
        """
        ALTER TABLE event ADD COLUMN day TEXT;
        UPDATE event SET day = json_extract(body, '$.day') WHERE kind = 'ticket.issued' AND v = 1;
        CREATE INDEX event_day ON event (kind, day) WHERE day IS NOT NULL;
        """
    )


@steps()
def m003_comments_are_read_first(db: Database) -> None:
    db.executescript(
        """
        CREATE TABLE moderation (
            site TEXT NOT NULL,
            event BLOB NOT NULL,
            accepted INTEGER NOT NULL,
            decided INTEGER NOT NULL,
            PRIMARY KEY (site, event),
            FOREIGN KEY (site, event) REFERENCES event (site, id)
        ) STRICT;
        """
    )


@steps()
def m005_who_may_speak(db: Database) -> None:
    db.executescript(
        """
        CREATE TABLE device_key (
            site TEXT NOT NULL,
            device BLOB NOT NULL,
            key TEXT NOT NULL,
            public BLOB NOT NULL,
            name TEXT NOT NULL,
            count INTEGER NOT NULL,
            enrolled INTEGER NOT NULL,
            revoked INTEGER,
            PRIMARY KEY (site, device, key)
        ) STRICT;
        CREATE INDEX device_key_of ON device_key (device, key);
        CREATE TABLE enrol_code (
            hash BLOB PRIMARY KEY,
            site TEXT NOT NULL,
            name TEXT NOT NULL,
            replaces BLOB,
            made INTEGER NOT NULL,
            expires INTEGER NOT NULL,
            used_by BLOB
        ) STRICT;
        CREATE TABLE fleet_key (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            private BLOB NOT NULL
        ) STRICT;
        CREATE TABLE relogged (
            site TEXT NOT NULL,
            device BLOB NOT NULL,
            log BLOB NOT NULL,
            seq INTEGER NOT NULL,
            id BLOB NOT NULL,
            hash BLOB NOT NULL,
            PRIMARY KEY (site, device, log, seq),
            FOREIGN KEY (site, device, log) REFERENCES stream (site, device, log),
            FOREIGN KEY (site, id) REFERENCES event (site, id)
        ) STRICT;
        """
    )


@steps()
def m006_bursts_of_tickets(db: Database) -> None:
    db.executescript(
        """
        CREATE TABLE burst_ticket (
            site TEXT NOT NULL,
            ticket BLOB NOT NULL,
            event BLOB NOT NULL,
            PRIMARY KEY (site, ticket, event),
            FOREIGN KEY (site, event) REFERENCES event (site, id)
        ) STRICT;
        CREATE INDEX burst_of ON burst_ticket (site, event);
        """
    )


@steps()
def m007_words_that_were_erased(db: Database) -> None:
    db.executescript(
        """
        CREATE TABLE erased (
            site TEXT NOT NULL,
            event BLOB NOT NULL,
            sealed BLOB NOT NULL,
            erased INTEGER NOT NULL,
            PRIMARY KEY (site, event),
            FOREIGN KEY (site, event) REFERENCES event (site, id)
        ) STRICT;
        """
    )


@steps()
def m008_how_a_device_is(db: Database) -> None:
    db.executescript(
        """
        CREATE INDEX event_health ON event (site, device, arrival) WHERE kind = 'device.health';
        """
    )


@steps()
def m009_words_that_were_kept_apart(db: Database) -> None:
    db.executescript("ALTER TABLE quarantine ADD COLUMN sealed BLOB;")


@steps()
def m010_what_is_in_a_backup(db: Database) -> None:
    # `taken` is when the copying began; `done` is NULL until it is known to be whole.
    db.executescript(
        """
        CREATE TABLE backup (
            id BLOB PRIMARY KEY,
            number INTEGER NOT NULL UNIQUE,
            name TEXT NOT NULL,
            taken INTEGER NOT NULL,
            done INTEGER
        ) STRICT;
        CREATE TABLE backup_mark (
            site TEXT NOT NULL,
            device BLOB NOT NULL,
            log BLOB NOT NULL,
            backup BLOB NOT NULL,
            seq INTEGER NOT NULL,
            hash BLOB NOT NULL,
            PRIMARY KEY (site, device, log, backup)
        ) STRICT;
        CREATE INDEX backup_mark_of ON backup_mark (backup);
        ALTER TABLE incident ADD COLUMN last_seq INTEGER;
        """
    )


@steps()
def m016_clocks_that_were_put_right(db: Database) -> None:
    db.executescript(
        """
        CREATE INDEX event_anchor ON event (site, device, boot) WHERE kind = 'clock.anchor';
        """
    )
