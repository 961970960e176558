#!/bin/bash
# What packages-vm.sh does inside: it goes on after a boot where it stopped. Fails loudly, and ends with ALL WELL.
set -u
state=/var/tmp/essai
mkdir -p "$state"
step=$(cat "$state/step" 2>/dev/null || echo install)
unit=borne-kiosk@entrance.service

say() { printf '%s\n' "$*"; }
ask() {
    say "@@ $*"
    read -r _
}
finish() {
    say "$*"
    sync
    systemctl --no-block poweroff
    sleep 600
}
fail() {
    journalctl --no-pager -n 40 -u 'borne-*' -u seatd
    ask shot failed
    finish "FAILED: $*"
}
expect() {
    local words=$1
    shift
    if "$@"; then say "  ok    $words"; else fail "$words"; fi
}
seconds() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f s", b - a }'; }
wait_active() {
    for _ in $(seq 400); do
        [ "$(systemctl is-active "$1")" = active ] && [ "$(systemctl show -p MainPID --value "$1")" != "${2:-0}" ] && return
        sleep 0.1
    done
    return 1
}
main_pid() { systemctl show -p MainPID --value "$unit"; }
screens() { pgrep -u borne -f 'm kiosk (entrance|exit)'; }
count() {
    python3 -c 'import sqlite3, sys
print(sqlite3.connect("file:/var/lib/borne/borne.db?mode=ro", uri=True).execute(f"SELECT count(*) FROM {sys.argv[1]}").fetchone()[0])' "$1"
}
listing() { find / -xdev \( -path /var/tmp -o -path /var/log -o -path /var/cache -o -path /var/lib/apt -o -path /var/lib/dpkg -o -path /tmp \) -prune -o -print | sort; }
mounts() {
    mkdir -p /media/cle /media/suite
    modprobe 9pnet_virtio
    mount -t 9p -o trans=virtio,ro,msize=262144 share0 /media/cle
    mount -t 9p -o trans=virtio,ro,msize=262144 share1 /media/suite 2>/dev/null || true
}
comes_back() {
    local words=$1 old begun
    shift
    old=$(main_pid)
    begun=$EPOCHREALTIME
    "$@"
    wait_active "$unit" "$old" || fail "$words: it did not come back"
    say "  ok    $words: ready again after $(seconds "$begun")"
}

install_() {
    say "== $(. /etc/os-release && echo "$PRETTY_NAME"), $(python3 --version 2>&1 || true), no network: $(ls /sys/class/net | tr '\n' ' ')"
    mounts
    listing >"$state/before"
    local begun=$EPOCHREALTIME
    sh /media/cle/install.sh kiosk server >"$state/install.log" 2>&1 || { tail -n 30 "$state/install.log"; fail "install.sh"; }
    say "  ok    installed in $(seconds "$begun"); du /usr/lib/borne: $(du -sh /usr/lib/borne | cut -f1)"
    grep -e Signature -e intacts "$state/install.log"
    expect "borne answers" borne --version
    expect "the configuration is good" borne config check /etc/borne/borne.toml
    # A site that never closes: the trial may be run in the evening.
    printf 'catalogue = "mairie"\n[site]\nid = "saint-exemple"\nname = "Mairie de Saint-Exemple"\n' >/etc/borne/borne.toml
    expect "a ticket without a screen" borne ticket passeport --json
    expect "an opinion without a screen" borne rate 4 --json
    expect "data belongs to the account of the screens" [ "$(stat -c %U /var/lib/borne/borne.db)" = borne ]
    wait_active borne-server.service || fail "the server"
    say "  ok    server: $(ss -Hltn | awk '{ print $4 }' | tr '\n' ' ')"
    expect "the server listens to this machine only" sh -c '! ss -Hltn | grep -v 127.0.0.1 | grep -q 8021'
    expect "a code from the server" borne server code --site saint-exemple --json
    borne-session entrance
    wait_active "$unit" || fail "the session"
    sleep 4
    ask shot 1-attract
    say "  resident: cage $(ps -o rss= -C cage) kB, screens $(ps -o rss= -p "$(screens | head -n1)") kB"
    expect "what is loaded: $(aa-status --profiled 2>/dev/null) AppArmor profiles" true
    systemd-analyze security --no-pager borne-server.service "$unit" 2>/dev/null | grep -i overall
    visit
    trouble
    locked
    echo again >"$state/step"
    sync
    systemctl --no-block reboot
    sleep 600
}

visit() {
    local before
    before=$(count ticket)
    ask tap 540 960
    sleep 3
    ask shot 2-categories
    ask tap 300 760
    sleep 3
    ask shot 3-motifs
    ask tap 540 700
    sleep 3
    ask shot 4-next
    ask tap 540 1500
    sleep 5
    ask shot 5-ticket
    say "  tickets before $before, after $(count ticket)"
}

trouble() {
    comes_back "screens killed" sh -c 'kill -9 $(pgrep -u borne -f "m kiosk entrance")'
    comes_back "compositor killed" pkill -9 -x cage
    comes_back "everything of the account killed" pkill -9 -u borne
    comes_back "screens hung (the watchdog waits 20 s)" sh -c 'kill -STOP $(pgrep -u borne -f "m kiosk entrance")'
    expect "no ticket was lost" borne db check
}

locked() {
    local pid
    pid=$(main_pid)
    for keys in "ctrl alt f2" "ctrl alt f3" "alt f4" "ctrl alt delete" "ctrl alt backspace" "alt sysrq b" "ctrl c" "meta_l" "power"; do
        # shellcheck disable=SC2086
        ask keys $keys
        sleep 1
    done
    sleep 3
    expect "keys that must do nothing do nothing" [ "$(main_pid)" = "$pid" ]
    expect "the screen is still on tty1" [ "$(cat /sys/class/tty/tty0/active)" = tty1 ]
    expect "no login anywhere" sh -c '! pgrep -x "login|agetty"'
    expect "SysRq is off" [ "$(cat /proc/sys/kernel/sysrq)" = 0 ]
    ask shot 6-after-keys
    ask plug
    sleep 4
    expect "a USB key is refused" sh -c '! ls /dev/sd* 2>/dev/null'
    ask unplug
    borne-session key add CLE1
    sleep 1
    ask plug
    sleep 4
    expect "a key whose serial number is known is taken: $(lsblk -n -o NAME,SERIAL | grep CLE1)" sh -c 'ls /dev/sd* >/dev/null 2>&1'
    ask unplug
    expect "the firewall drops" sh -c 'nft list table inet borne | grep -q "policy drop"'
}

again() {
    say "== booted again"
    mounts
    wait_active "$unit" || fail "the session after a boot"
    say "  kernel to ready screen: $(awk -v t="$(systemctl show -p ActiveEnterTimestampMonotonic --value "$unit")" 'BEGIN { printf "%.1f s", t / 1e6 }'); $(systemd-analyze | head -n 1)"
    sleep 3
    ask shot 7-after-boot
    local tickets
    tickets=$(count ticket)
    if ls /media/suite/*.deb >/dev/null 2>&1; then
        local begun=$EPOCHREALTIME
        dpkg --install /media/suite/*.deb >"$state/upgrade.log" 2>&1 || { tail "$state/upgrade.log"; fail "upgrade"; }
        wait_active "$unit" || fail "the session after the upgrade"
        say "  ok    upgraded to $(borne --version) and ready in $(seconds "$begun")"
        expect "the tickets are there" [ "$(count ticket)" = "$tickets" ]
        expect "copied before: $(ls /var/lib/borne/copies /var/lib/borne-server/copies | tr '\n' ' ')" sh -c 'ls /var/lib/borne/copies/avant* >/dev/null'
    fi
    borne-session exit
    unit=borne-kiosk@exit.service
    wait_active "$unit" || fail "the exit screen"
    sleep 4
    ask shot 8-exit
    ask tap 540 960
    sleep 4
    ask shot 9-exit-next
    local opinions
    opinions=$(count feedback)
    ask tap 260 900
    sleep 4
    ask shot 10-exit-face
    say "  opinions before $opinions, after $(count feedback)"
    leave
}

leave() {
    apt-get -qq remove borne-kiosk borne-server >"$state/remove.log" 2>&1 || { cat "$state/remove.log"; fail "remove"; }
    expect "removed: no unit is left" sh -c '! systemctl list-unit-files --no-legend "borne-*" | grep -v -e transient | grep -q .'
    dpkg --purge borne-kiosk borne-server >"$state/purge.log" 2>&1 || { cat "$state/purge.log"; fail "purge"; }
    tail -n 2 "$state/purge.log"
    ours=$(listing | comm -13 "$state/before" - | grep -i borne)
    say "left after the purge:"
    say "$ours"
    expect "only data is left" sh -c "! printf '%s\n' '$ours' | grep -v -e '^/var/lib/borne' -e '^/var/lib/systemd' | grep -q ."
    finish "ALL WELL"
}

case $step in
    install) install_ ;;
    again) again ;;
esac
