#!/bin/sh
# Story: units. The last thing of a boot with systemd: the real units, udev's rules and a USB adapter.
. ./tests.sh
mount -t tmpfs tmp /tmp
run_tests units
journalctl -b -o short-monotonic >/mnt/share/journal.log
