#!/usr/bin/env bash
# Installs what `make packages` built on a bare Debian without a network, in a virtual machine that really boots:
# systemd, a graphics card, a keyboard, a pointer, a USB port. Locks it, takes a ticket and gives an opinion by
# touching the glass, kills and hangs what runs, presses the keys that must do nothing, plugs a key in, boots
# again, upgrades, removes, purges, and says what is left.
#
#   packaging/check/packages-vm.sh SUITE [DIST [NEXT]]     (as root; needs debootstrap qemu-system-x86 e2fsprogs)
#
# SUITE is bookworm or trixie. NEXT is a folder with newer .deb (build.py --version V --out NEXT --debs);
# without one the upgrade is left out. Pictures go to OUT.
#   ROOTS=DIR   where the bare systems are kept between runs (default: /var/tmp/borne-roots)
#   ACCEL=kvm   on a machine of metal; without, the processor is emulated, and all takes half an hour
#   OUT=DIR     pictures and the log (default: DIST/../build/check-SUITE)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
[[ $# -ge 1 ]] || { sed -n '2,14s/^# \{0,1\}//p' "$0" >&2; exit 2; }
suite=$1
dist=$(cd "${2:-$here/../../dist}" && pwd)
next=${3:-}
roots=${ROOTS:-/var/tmp/borne-roots}
out=${OUT:-$here/../../build/check-$suite}
base=$roots/$suite.machine
scratch=$(mktemp -d "$roots/vm.XXXXXX")
trap 'rm -rf --one-file-system "$scratch"' EXIT
mkdir -p "$out"

if [[ ! -d $base ]]; then
    mirror=$(cat /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null |
        sed -n 's/^URIs: //p; s/^deb \(\[.*\] \)\?\([a-z]*:[^ ]*\) .*/\2/p' | head -n 1) || true
    debootstrap --include=linux-image-amd64,initramfs-tools,dbus,systemd-sysv,udev,kmod \
        "$suite" "$base.unfinished" "$mirror" >"$roots/$suite.machine.log" 2>&1
    mv "$base.unfinished" "$base"
fi

# The machine: what a technician finds after a Debian installation without any task.
cp -a "$base" "$scratch/tree"
echo borne-essai >"$scratch/tree/etc/hostname"
echo '/dev/vda / ext4 errors=remount-ro 0 1' >"$scratch/tree/etc/fstab"
: >"$scratch/tree/etc/apt/sources.list"
install -m 0755 "$here/packages_guest.sh" "$scratch/tree/usr/local/sbin/essai"
cat >"$scratch/tree/etc/systemd/system/essai.service" <<END
[Unit]
After=multi-user.target
[Service]
Type=idle
ExecStart=/usr/local/sbin/essai
StandardInput=tty
StandardOutput=tty
StandardError=tty
TTYPath=/dev/ttyS0
[Install]
WantedBy=multi-user.target
END
ln -s ../essai.service "$scratch/tree/etc/systemd/system/multi-user.target.wants/essai.service"
ln -sf /dev/null "$scratch/tree/etc/systemd/system/serial-getty@ttyS0.service"
mke2fs -q -t ext4 -d "$scratch/tree" "$scratch/disk.img" 4G
rm -rf --one-file-system "$scratch/tree"
mke2fs -q -t ext4 "$scratch/key.img" 16M

kernel=$(ls "$base"/boot/vmlinuz-* | tail -n 1)
python3 "$here/packages_vm.py" "$out" "$scratch" "$kernel" "${kernel/vmlinuz/initrd.img}" "$dist" ${next:+"$next"}
