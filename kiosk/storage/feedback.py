"""Opinions, as last given; how they changed is in the events."""

import json

import sqlite_utils

from kiosk.domain.feedback import Feedback


def put(rows: sqlite_utils.Database, feedback: Feedback, given_at: int) -> bool:
    """Store or replace an opinion. True when it was not known before."""
    known = rows.execute("SELECT 1 FROM feedback WHERE id = ?", [feedback.id.bytes]).fetchone()
    rows.execute(
        "INSERT INTO feedback VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
        "value = excluded.value, resolution = excluded.resolution, reasons = excluded.reasons",
        [
            feedback.id.bytes,
            given_at,
            feedback.scale,
            feedback.value,
            feedback.lang,
            feedback.resolution,
            json.dumps(feedback.reasons),
        ],
    )
    return known is None
