"""Until when a server's certificate holds, and whether it is trusted, is found out beforehand."""

import socket
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.data_folder import DataFolder
from kiosk.doctor.line import CertificateFacts, NoCertificate
from kiosk.doctor.look.line import certificate, now, server_time
from kiosk.storage.enrolment import Enrolment, keep_enrolment
from sync.client.certificate import Shown, shown_by
from tests.sync.test_trust import FLEET_KEY, SAID, Authority, listening, make_authority

__all__ = ["listening"]
Listen = Callable[[Authority], str]


def test_the_first_end_of_the_chain_is_told(tmp_path: Path, listening: Listen) -> None:
    authority = make_authority(tmp_path / "ours")
    shown = shown_by(listening(authority), authority.ca)
    assert isinstance(shown, Shown)
    left = shown.until - datetime.now(UTC)
    assert timedelta(days=19) < left < timedelta(days=21), "that of the server, not its authority"
    assert shown.refused is None


def test_one_that_is_not_trusted_here_is_told_with_the_reason(
    tmp_path: Path, listening: Listen
) -> None:
    theirs, other = make_authority(tmp_path / "theirs"), make_authority(tmp_path / "other")
    shown = shown_by(listening(theirs), other.ca)
    assert isinstance(shown, Shown)
    assert "certificat est refusé" in (shown.refused or "")


def test_where_nobody_listens_there_is_none_to_judge() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    assert "rien n’écoute" in str(shown_by(f"https://127.0.0.1:{port}"))


def test_a_bundle_that_is_gone_or_empty_is_said(tmp_path: Path, listening: Listen) -> None:
    url = listening(make_authority(tmp_path / "ours"))
    (tmp_path / "empty.pem").touch()
    for name in ("empty.pem", "gone.pem"):
        assert "fichier de certificats" in str(shown_by(url, tmp_path / name))


def test_the_doctor_compares_its_clock_with_the_one_of_its_server(
    tmp_path: Path, listening: Listen
) -> None:
    url, folder = listening(make_authority(tmp_path / "ours")), DataFolder(tmp_path)
    assert not server_time(folder).is_enrolled
    fleet_key = FLEET_KEY.public_key().public_bytes_raw()
    keep_enrolment(tmp_path, Enrolment(url, "mairie", bytes(32), fleet_key))
    before = now(folder).wall
    told = server_time(folder).offset_ms
    after = now(folder).wall
    assert told is not None
    assert SAID - after <= told <= SAID - before
    keep_enrolment(tmp_path, Enrolment(url, "mairie", bytes(32), bytes(32)))
    assert server_time(folder).offset_ms is None, "a stranger's word"


def test_the_doctor_judges_by_the_authority_of_the_enrolment(
    tmp_path: Path, listening: Listen
) -> None:
    authority = make_authority(tmp_path / "ours")
    url, folder = listening(authority), DataFolder(tmp_path)
    keep_enrolment(tmp_path, Enrolment(url, "mairie", bytes(32), bytes(32), authority.ca))
    found = certificate(folder, url)
    assert isinstance(found, CertificateFacts)
    assert (found.days in (19, 20), found.refused) == (True, None)


def test_words_that_travel_in_clear_are_told_unless_they_stay_here(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    far, here = certificate(folder, "http://192.0.2.9"), certificate(folder, "http://127.0.0.1")
    assert isinstance(far, NoCertificate)
    assert isinstance(here, NoCertificate)
    assert (far.clear, here.clear) == (True, False)
