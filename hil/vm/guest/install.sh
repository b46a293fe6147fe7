#!/bin/sh
# Story: put this checkout's lockerd onto the disk, as a site would.
. ./plain.sh
set -e
trap switch_off EXIT
PIP_CONFIG_FILE=/dev/null PIP_DISABLE_PIP_VERSION_CHECK=1 /opt/lockerd/bin/pip -q install --no-index --no-deps /mnt/share/*.whl
/opt/lockerd/bin/python -m compileall -q /opt/lockerd/lib/python3.11/site-packages/lockerd
# Where the package has it (deb/tree.py), which the units name.
mkdir -p /usr/lib/lockerd
ln -sfn /opt/lockerd /usr/lib/lockerd/current
install -m 644 -t /etc/systemd/system /mnt/project/systemd/*.service /mnt/project/systemd/*.socket /mnt/project/systemd/*.timer vmtest.service
install -m 755 -D -t /usr/lib/systemd/system-generators /mnt/project/systemd/lockerd-generator
install -m 644 -D /mnt/project/systemd/lockerd.sysusers.conf /usr/lib/sysusers.d/lockerd.conf
install -m 644 -t /etc/udev/rules.d /mnt/project/udev/*.rules
# As Raspberry Pi OS has it in 99-com.rules.
echo 'SUBSYSTEM=="gpio", KERNEL=="gpiochip*", GROUP="gpio", MODE="0660"' >/etc/udev/rules.d/99-com.rules
systemd-sysusers
systemctl enable vmtest.service
touch /mnt/share/done
