#!/bin/sh
# A real /dev/usb/lp0, in a virtual machine: Debian's kernel with a USB bus that loops back
# (dummy_hcd), a printer gadget on one side and usblp on the other, and our USB link between them.
# Nothing is installed: Debian's packages are unpacked in a folder. Needs Debian, about 600 MB and
# 5 minutes; no acceleration, no rights but those to read this tree.
#
#   sh packaging/check/usb-printer-vm.sh [FOLDER]     FOLDER keeps what was downloaded
set -eu

tree=$(cd "$(dirname "$0")/../.." && pwd)
python=${PYTHON:-$tree/.venv/bin/python}
folder=${1:-$(mktemp -d)}
[ $# -gt 0 ] || trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/debs" "$folder/tree" "$folder/init"
folder=$(cd "$folder" && pwd)

if [ ! -x "$folder/tree/usr/bin/qemu-system-x86_64" ]; then
    kernel=$(apt-cache depends linux-image-amd64 | sed -n 's/.*Depends: \(linux-image-[^ ]*\)/\1/p' | head -n 1)
    needed=$(apt-get install -s --reinstall --no-install-recommends qemu-system-x86 | sed -n 's/^Inst \([^ ]*\).*/\1/p')
    (cd "$folder/debs" && apt-get download $needed busybox-static "$kernel" >/dev/null)
    for package in "$folder"/debs/*.deb; do dpkg -x "$package" "$folder/tree"; done
fi

release=$(ls "$folder/tree/lib/modules" | head -n 1)
rm -rf "$folder/init" && mkdir -p "$folder/init/bin" "$folder/init/modules"
cp "$folder/tree/bin/busybox" "$folder/init/bin/busybox"

# The modules that are wanted and those that these need, in the order of their loading.
"$python" - "$folder/tree/lib/modules/$release" "$folder/init/modules" <<'END'
import re, shutil, sys
from pathlib import Path

files = {file.stem.replace("-", "_"): file for file in Path(sys.argv[1]).rglob("*.ko")}
order: list[str] = []

def need(name: str) -> None:
    name = name.replace("-", "_")
    if name in order or name not in files:
        return
    said = re.search(rb"\0depends=([^\0]*)\0", b"\0" + files[name].read_bytes())
    for other in (said[1].decode().split(",") if said else []):
        if other:
            need(other)
    order.append(name)

for wanted in ("virtio_pci", "9pnet_virtio", "9p", "configfs", "dummy_hcd", "usb_f_printer", "usblp"):
    need(wanted)
for at, name in enumerate(order):
    shutil.copy(files[name], Path(sys.argv[2]) / f"{at:02d}-{name}.ko")
END

cat >"$folder/init/init" <<END
#!/bin/busybox sh
export PATH=/bin
/bin/busybox --install -s /bin
mkdir -p /proc /sys /dev /host
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
for module in /modules/*.ko; do insmod "\$module" || echo "not loaded: \$module"; done
mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=262144 host /host
mount -t configfs config /sys/kernel/config
gadget=/sys/kernel/config/usb_gadget/printer
mkdir -p "\$gadget/strings/0x409" "\$gadget/configs/c.1" "\$gadget/functions/printer.0"
echo 0x0525 >"\$gadget/idVendor"
echo 0xa4a8 >"\$gadget/idProduct"
echo "MFG:EPSON;MDL:TM-T20;CLS:PRINTER;" >"\$gadget/functions/printer.0/pnp_string"
ln -s "\$gadget/functions/printer.0" "\$gadget/configs/c.1/"
ls /sys/class/udc | head -n 1 >"\$gadget/UDC"
mount -t tmpfs tmp /host/var/tmp
mount --bind /dev /host/dev
mount --bind /proc /host/proc
mount --rbind /sys /host/sys
chroot /host /usr/bin/env PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$tree" HOME=/ TMPDIR=/var/tmp "$python" "$tree/packaging/check/usb_printer.py"
echo "exit status \$?"
poweroff -f
END
chmod +x "$folder/init/init"
(cd "$folder/init" && find . | "$folder/tree/bin/busybox" cpio -o -H newc 2>/dev/null | gzip -1) >"$folder/initramfs.gz"

LD_LIBRARY_PATH="$folder/tree/usr/lib/x86_64-linux-gnu:$folder/tree/lib/x86_64-linux-gnu" \
    timeout "${LIMIT_S:-600}" "$folder/tree/usr/bin/qemu-system-x86_64" \
    -L "$folder/tree/usr/share/qemu" -L "$folder/tree/usr/share/seabios" \
    -accel tcg -cpu max -m 1024 -nographic -no-reboot -nic none \
    -kernel "$folder/tree/boot/vmlinuz-$release" -initrd "$folder/initramfs.gz" \
    -append "console=ttyS0 quiet panic=-1" \
    -fsdev local,id=host,path=/,security_model=none,readonly=on,multidevs=remap \
    -device virtio-9p-pci,fsdev=host,mount_tag=host \
    </dev/null | tee "$folder/log"
grep -q "exit status 0" "$folder/log"
