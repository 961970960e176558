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
        ALTER TABLE incident ADD COLUMN last_hash BLOB;
        """
    )


@steps()
def m014_hubs(db: Database) -> None:
    db.executescript(
        """
        ALTER TABLE device_key ADD COLUMN role TEXT NOT NULL DEFAULT 'device';
        ALTER TABLE enrol_code ADD COLUMN role TEXT NOT NULL DEFAULT 'device';
        ALTER TABLE stream ADD COLUMN forked INTEGER;
        CREATE TABLE upstream (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            url TEXT NOT NULL,
            site TEXT NOT NULL,
            hub BLOB NOT NULL,
            private BLOB NOT NULL,
            fleet_key BLOB NOT NULL,
            ca TEXT,
            starts INTEGER NOT NULL,
            standing TEXT NOT NULL,
            detail TEXT NOT NULL,
            since INTEGER NOT NULL,
            heard INTEGER
        ) STRICT;
        CREATE TABLE forwarded (
            site TEXT NOT NULL,
            device BLOB NOT NULL,
            log BLOB NOT NULL,
            ack_seq INTEGER NOT NULL,
            ack_hash BLOB NOT NULL,
            trouble TEXT,
            safe_seq INTEGER,
            safe_hash BLOB,
            PRIMARY KEY (site, device, log),
            FOREIGN KEY (site, device, log) REFERENCES stream (site, device, log)
        ) STRICT;
        """
    )


@steps()
def m015_on_a_key(db: Database) -> None:
    db.executescript(
        """
        CREATE TABLE seal_key (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            private BLOB NOT NULL
        ) STRICT;
        """
    )


@steps()
def m012_people(db: Database) -> None:
    db.executescript(
        """
        CREATE TABLE person (
            id BLOB NOT NULL PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            shown TEXT NOT NULL,
            role TEXT NOT NULL,
            site TEXT NOT NULL,
            password TEXT,
            email TEXT UNIQUE,
            issuer TEXT,
            subject TEXT,
            made INTEGER NOT NULL,
            disabled INTEGER,
            UNIQUE (issuer, subject)
        ) STRICT;
        CREATE TABLE session (
            hash BLOB NOT NULL PRIMARY KEY,
            person BLOB NOT NULL REFERENCES person (id),
            begun INTEGER NOT NULL,
            seen INTEGER NOT NULL,
            id_token TEXT NOT NULL
        ) STRICT;
        CREATE INDEX session_of ON session (person);
        CREATE TABLE failed_login (
            subject TEXT NOT NULL PRIMARY KEY,
            failures INTEGER NOT NULL,
            tried INTEGER NOT NULL,
            free_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE sign_in (
            state BLOB NOT NULL PRIMARY KEY,
            browser BLOB NOT NULL,
            nonce TEXT NOT NULL,
            verifier TEXT NOT NULL,
            made INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE audit (
            seq INTEGER NOT NULL PRIMARY KEY,
            t INTEGER NOT NULL,
            who TEXT NOT NULL,
            what TEXT NOT NULL,
            site TEXT NOT NULL,
            about TEXT NOT NULL,
            detail TEXT NOT NULL,
            hash TEXT NOT NULL
        ) STRICT;
        CREATE TABLE audit_head (
            id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
            seq INTEGER NOT NULL,
            hash TEXT NOT NULL
        ) STRICT;
        """
    )


@steps()
def m011_what_is_published(db: Database) -> None:
    db.executescript(
        """
        CREATE TABLE revision (
            site TEXT PRIMARY KEY,
            rev INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE publication (
            site TEXT NOT NULL,
            device BLOB NOT NULL,
            rev INTEGER NOT NULL,
            made INTEGER NOT NULL,
            files INTEGER NOT NULL,
            manifest BLOB NOT NULL,
            signature BLOB NOT NULL,
            PRIMARY KEY (site, device)
        ) STRICT;
        CREATE TABLE published_file (
            site TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            content BLOB NOT NULL,
            PRIMARY KEY (site, sha256)
        ) STRICT;
        CREATE TABLE applied (
            site TEXT NOT NULL,
            device BLOB NOT NULL,
            rev INTEGER NOT NULL,
            hash TEXT NOT NULL,
            at INTEGER NOT NULL,
            refused INTEGER NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (site, device)
        ) STRICT;
        """
    )


@steps()
def m016_clocks_that_were_put_right(db: Database) -> None:
    db.executescript(
        """
        CREATE INDEX event_anchor ON event (site, device, boot) WHERE kind = 'clock.anchor';
        """
    )


@steps()
def m013_alerts(db: Database) -> None:
    db.executescript(
        """
        ALTER TABLE stream ADD COLUMN pending INTEGER;
        ALTER TABLE stream ADD COLUMN emptied INTEGER;
        ALTER TABLE stream ADD COLUMN clock TEXT;
        ALTER TABLE stream ADD COLUMN behind_ms INTEGER;
        CREATE TABLE device_said (
            site TEXT NOT NULL,
            device BLOB NOT NULL,
            topic TEXT NOT NULL,
            t INTEGER NOT NULL,
            received INTEGER NOT NULL,
            v INTEGER NOT NULL,
            kind TEXT NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (site, device, topic)
        ) STRICT;
        INSERT INTO device_said
        SELECT site, device, topic, t, received, v, kind, body FROM (
            SELECT told.*, row_number() OVER (
                PARTITION BY site, device, topic ORDER BY arrival DESC
            ) AS place FROM (
                SELECT site, device, arrival, t, received, v, kind, body, CASE
                    WHEN kind = 'device.started' THEN 'version'
                    WHEN kind = 'log.salvaged' THEN 'loss'
                    WHEN json_extract(body, '$.what') = 'printer' THEN 'printer'
                    WHEN json_extract(body, '$.what')
                        IN ('paper_out', 'paper_near_end', 'paper_changed') THEN 'paper'
                    WHEN json_extract(body, '$.what') IN ('disk_short', 'disk_roomy') THEN 'disk'
                END AS topic
                FROM event WHERE kind IN ('device.started', 'device.health', 'log.salvaged')
            ) AS told WHERE topic IS NOT NULL
        ) AS ranked WHERE place = 1;
        CREATE TABLE alert (
            site TEXT NOT NULL,
            device BLOB NOT NULL,
            kind TEXT NOT NULL,
            began INTEGER NOT NULL,
            last INTEGER NOT NULL,
            detail TEXT NOT NULL,
            ended INTEGER,
            acknowledged INTEGER,
            acknowledged_by TEXT,
            comment TEXT,
            PRIMARY KEY (site, device, kind, began)
        ) STRICT;
        CREATE UNIQUE INDEX alert_standing ON alert (site, device, kind) WHERE ended IS NULL;
        CREATE INDEX alert_by_time ON alert (began);
        CREATE TABLE alert_post (
            site TEXT NOT NULL,
            device BLOB NOT NULL,
            kind TEXT NOT NULL,
            began INTEGER NOT NULL,
            phase TEXT NOT NULL,
            target TEXT NOT NULL,
            due INTEGER,
            tries INTEGER NOT NULL,
            message TEXT,
            sent INTEGER,
            error TEXT,
            PRIMARY KEY (site, device, kind, began, phase, target)
        ) STRICT;
        CREATE INDEX alert_post_due ON alert_post (due) WHERE due IS NOT NULL;
        CREATE TABLE alert_round (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            due INTEGER NOT NULL,
            opinions_seen INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE alert_opinions (
            site TEXT NOT NULL,
            hour INTEGER NOT NULL,
            given INTEGER NOT NULL,
            bad INTEGER NOT NULL,
            PRIMARY KEY (site, hour)
        ) STRICT;
        """
    )


@steps()
def m017_what_the_centre_publishes(db: Database) -> None:
    db.executescript("ALTER TABLE upstream ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;")
