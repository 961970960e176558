"""The hands at the virtual machine of packages-vm.sh: its keyboard, its glass, its USB port.

What runs inside asks on the serial port, one line "@@ WORD …" at a time, and waits for "ok".
"""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TextIO

LIMIT_S = float(os.environ.get("LIMIT_S", "5400"))
WIDTH, HEIGHT = 1080, 1920
FULL = 32767


class Machine:
    def __init__(self, out: Path, work: Path, command: list[str]) -> None:
        self._out = out
        self._key = work / "key.img"
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        self._monitor = self._connect(work / "monitor")
        self._limit = threading.Timer(LIMIT_S, self._process.kill)
        self._limit.start()

    def run(self) -> bool:
        """True when what runs inside said that all is well."""
        assert self._process.stdout is not None
        well = False
        log = (self._out / "log").open("w", encoding="utf-8")
        for raw in self._process.stdout:
            line = raw.decode("utf-8", "replace").rstrip("\r\n")
            if line.startswith("@@ "):
                self._answer(line.split()[1:])
                continue
            well = well or line == "ALL WELL"
            for place in (sys.stdout, log):
                place.write(line + "\n")
                place.flush()
        self._limit.cancel()
        return self._process.wait() == 0 and well

    def _answer(self, words: list[str]) -> None:
        match words:
            case ["shot", name]:
                file = str((self._out / f"{name}.png").resolve())
                self._do("screendump", filename=file, format="png")
            case ["tap", x, y]:
                self._tap(int(x), int(y))
            case ["keys", *names]:
                keys = [{"type": "qcode", "data": name} for name in names]
                self._do("send-key", keys=keys)
            case ["plug"]:
                self._do(
                    "blockdev-add", driver="file", filename=str(self._key), **{"node-name": "k"}
                )
                self._do("device_add", driver="usb-storage", id="key", drive="k", serial="CLE1")
            case ["unplug"]:
                self._do("device_del", id="key")
        assert self._process.stdin is not None
        self._process.stdin.write(b"ok\n")

    def _tap(self, x: int, y: int) -> None:
        axes = [("x", x * FULL // WIDTH), ("y", y * FULL // HEIGHT)]
        moves = [{"type": "abs", "data": {"axis": axis, "value": at}} for axis, at in axes]
        self._do("input-send-event", events=moves)
        for down in (True, False):
            press = {"type": "btn", "data": {"button": "left", "down": down}}
            self._do("input-send-event", events=[press])
            time.sleep(0.1)

    def _do(self, name: str, **arguments: object) -> None:
        self._monitor.write(json.dumps({"execute": name, "arguments": arguments}) + "\n")
        self._monitor.flush()
        for line in self._monitor:
            answer = json.loads(line)
            if "error" in answer:
                sys.stderr.write(f"(qemu: {name}: {answer['error']['desc']})\n")
            if "return" in answer or "error" in answer:
                return

    def _connect(self, path: Path) -> TextIO:
        until = time.monotonic() + 30
        while not path.exists() and time.monotonic() < until:
            time.sleep(0.1)
        link = socket.socket(socket.AF_UNIX)
        link.connect(str(path))
        self._monitor = link.makefile("rw", encoding="utf-8")
        self._monitor.readline()
        self._do("qmp_capabilities")
        return self._monitor


def command_of(work: Path, kernel: str, initrd: str, shares: list[str]) -> list[str]:
    # Not kvm unless told: inside another machine it may fail on the kernel's first instructions.
    accel = os.environ.get("ACCEL", "tcg")
    command = ["qemu-system-x86_64", "-accel", accel, "-cpu", "max"]
    command += ["-m", "2048", "-smp", "2", "-nic", "none", "-display", "none", "-vga", "none"]
    command += ["-device", f"virtio-vga,xres={WIDTH},yres={HEIGHT}", "-serial", "stdio"]
    command += ["-qmp", f"unix:{work}/monitor,server=on,wait=off"]
    command += ["-device", "qemu-xhci", "-device", "usb-kbd", "-device", "usb-tablet"]
    command += ["-kernel", kernel, "-initrd", initrd]
    command += [
        "-append",
        "root=/dev/vda rw console=ttyS0 console=tty0 quiet vt.global_cursor_default=0",
    ]
    command += ["-drive", f"file={work}/disk.img,format=raw,if=virtio,cache=unsafe"]
    for at, share in enumerate(shares):
        name = f"share{at}"
        command += ["-fsdev", f"local,id={name},path={share},security_model=none,readonly=on"]
        command += ["-device", f"virtio-9p-pci,fsdev={name},mount_tag={name}"]
    return command


def main() -> None:
    out, work, kernel, initrd, *shares = sys.argv[1:]
    machine = Machine(Path(out), Path(work), command_of(Path(work), kernel, initrd, shares))
    sys.exit(0 if machine.run() else 1)


if __name__ == "__main__":
    main()
