CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE TABLE counter (
            day TEXT NOT NULL,
            series TEXT NOT NULL,
            n INTEGER NOT NULL,
            PRIMARY KEY (day, series)
        ) STRICT, WITHOUT ROWID;
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
CREATE TABLE feedback (
            id BLOB PRIMARY KEY,
            given_at INTEGER NOT NULL,
            scale TEXT NOT NULL,
            value INTEGER NOT NULL,
            lang TEXT NOT NULL,
            resolution TEXT,
            reasons TEXT NOT NULL
        , comment TEXT, ticket_code TEXT, wording INTEGER NOT NULL DEFAULT 1, boot INTEGER NOT NULL DEFAULT 0, mono INTEGER NOT NULL DEFAULT 0, suspect TEXT NOT NULL DEFAULT '[]', rules INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX feedback_by_code ON feedback (ticket_code) WHERE ticket_code IS NOT NULL;
CREATE INDEX feedback_by_moment ON feedback (boot, mono);
CREATE INDEX feedback_by_time ON feedback (given_at);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
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
CREATE TABLE past_log (
            id INTEGER PRIMARY KEY,
            log BLOB NOT NULL,
            head_seq INTEGER NOT NULL,
            why TEXT NOT NULL
        ) STRICT;
CREATE TABLE print_event (
            id INTEGER PRIMARY KEY,
            job INTEGER NOT NULL REFERENCES print_job (id),
            t INTEGER NOT NULL,
            state TEXT NOT NULL,
            reason TEXT NOT NULL,
            bytes INTEGER NOT NULL
        ) STRICT;
CREATE INDEX print_event_of ON print_event (job);
CREATE TABLE print_job (
            id INTEGER PRIMARY KEY,
            ticket BLOB NOT NULL REFERENCES ticket (id),
            copy INTEGER NOT NULL,
            state TEXT NOT NULL,
            boot INTEGER NOT NULL,
            mono INTEGER NOT NULL,
            UNIQUE (ticket, copy)
        ) STRICT;
CREATE INDEX print_job_in_doubt ON print_job (state) WHERE state = 'UNKNOWN';
CREATE INDEX print_job_unfinished ON print_job (state)
            WHERE state IN ('QUEUED', 'BLOCKED', 'SENDING');
CREATE TABLE printer (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            left_in TEXT NOT NULL,
            told TEXT NOT NULL
        ) STRICT;
CREATE TABLE purged (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            seq INTEGER NOT NULL,
            hash BLOB NOT NULL,
            day TEXT NOT NULL,
            seal BLOB NOT NULL
        ) STRICT;
CREATE TABLE quarantined (
            seq INTEGER PRIMARY KEY,
            reason TEXT NOT NULL
        ) STRICT;
CREATE TABLE roll (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            changed_at INTEGER NOT NULL,
            fed_mm INTEGER NOT NULL,
            tickets INTEGER NOT NULL,
            ended INTEGER NOT NULL,
            told INTEGER NOT NULL
        ) STRICT;
CREATE TABLE safe (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            seq INTEGER NOT NULL,
            hash BLOB NOT NULL
        ) STRICT;
CREATE TABLE service_day (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            day TEXT NOT NULL
        ) STRICT;
CREATE TABLE sync_note (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            standing TEXT NOT NULL,
            detail TEXT NOT NULL,
            since INTEGER NOT NULL
        ) STRICT;
CREATE TABLE ticket (
            id BLOB PRIMARY KEY,
            day TEXT NOT NULL,
            number TEXT NOT NULL,
            motif TEXT NOT NULL,
            lang TEXT NOT NULL,
            priority INTEGER NOT NULL,
            lane INTEGER,
            issued_at INTEGER NOT NULL, repeat INTEGER NOT NULL DEFAULT 0, paperless INTEGER NOT NULL DEFAULT 0, dated INTEGER NOT NULL DEFAULT 1,
            UNIQUE (day, number)
        ) STRICT;
CREATE INDEX ticket_by_motif ON ticket (day, motif);
