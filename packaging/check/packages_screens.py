"""A small service manager for packages.sh: hears one screen as systemd would, and starts it again.

Opens the screen, kills it, hangs it; each time it must be ready again.
"""

import os
import signal
import socket
import subprocess
import sys
import time

WATCHDOG_S = 8.0
PATIENCE_S = 120.0


def main() -> None:
    screen = sys.argv[1]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as hearing:
        hearing.bind("\0borne-check")
        for trouble in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM):
            process = start(screen)
            seconds = wait_ready(hearing, process)
            say(f"{screen}: ready after {seconds:.1f} s")
            process.send_signal(trouble)
            if trouble is signal.SIGSTOP:
                say(f"hung: silent for {silence(hearing):.0f} s, killed")
                process.kill()
            status = process.wait(PATIENCE_S)
            say(f"{trouble.name}: ended with {status}")
        if status != 0:
            sys.exit("a screen that is asked to stop must end well")


def start(screen: str) -> "subprocess.Popen[bytes]":
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "NOTIFY_SOCKET": "@borne-check",
        "WATCHDOG_USEC": str(int(WATCHDOG_S * 1e6)),
    }
    return subprocess.Popen(["borne", screen], env=environment)


def wait_ready(hearing: socket.socket, process: "subprocess.Popen[bytes]") -> float:
    begun = time.monotonic()
    hearing.settimeout(1)
    while time.monotonic() - begun < PATIENCE_S and process.poll() is None:
        try:
            if hearing.recv(100) == b"READY=1":
                return time.monotonic() - begun
        except TimeoutError:
            continue
    sys.exit("the screen was never ready")


def silence(hearing: socket.socket) -> float:
    """Until nothing was heard for as long as systemd would wait."""
    begun = time.monotonic()
    hearing.settimeout(WATCHDOG_S)
    while time.monotonic() - begun < PATIENCE_S:
        try:
            hearing.recv(100)
        except TimeoutError:
            return time.monotonic() - begun
    sys.exit("a hung screen went on speaking")


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
