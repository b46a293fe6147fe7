#!/bin/sh
# Story: package. The last thing of a boot with systemd on a Debian without lockerd: the package is installed, used, updated, and
# purged. What it keeps lies on a disk of its own, as on a site whose system cannot be written.
. ./tests.sh
mount -t tmpfs tmp /tmp
mkdir -p /var/lib/lockerd
mount /dev/ubdb /var/lib/lockerd
ip address add 192.0.2.9/32 dev lo
run_tests package --timeout=420
journalctl -b -o short-monotonic >/mnt/share/journal.log
