#!/bin/sh
# Story: install. Put this checkout's package onto the disk, as an installer would.
. ./plain.sh
set -e
trap switch_off EXIT
dpkg -i /mnt/share/*.deb
# As Raspberry Pi OS has it in 99-com.rules.
echo 'SUBSYSTEM=="gpio", KERNEL=="gpiochip*", GROUP="gpio", MODE="0660"' >/etc/udev/rules.d/99-com.rules
touch /mnt/share/done
