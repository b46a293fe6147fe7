#!/bin/sh
# make_disk.sh SUITE: make a guest's disk with Debian as an installer finds it, if it is not in the cache yet, and print where
# it lies. Beside systemd, Python and a broker there is only /opt/vmtest: what the simulator and the tests need. The package is
# installed by the guest.
set -eu
cd "$(dirname "$0")/../.."
PATH="$PATH:/usr/sbin:/sbin"
# shellcheck source=hil/vm/cache.sh
. hil/vm/cache.sh

suite=$1
size=1500M
packages=systemd,systemd-sysv,udev,dbus,python3,iproute2,mosquitto
tools="pytest pytest-timeout pluggy iniconfig packaging pygments"

base=$cache/bare-$suite-$(key_of "$suite" "$packages").tar
disk=$cache/disk-$suite-$(key_of hil/vm/make_disk.sh hil/vm/guest/enter.sh hil/vm/guest/vmtest.service requirements-demo.txt requirements-dev.txt).ext4
if [ -f "$disk" ]; then
    echo "$disk"
    exit
fi
sh scripts/setup.sh debootstrap e2fsprogs >&2
as=$(as_root)
work=$(mktemp -d "$cache/work.XXXXXX")
trap '$as rm -rf "$work"' EXIT INT TERM
tree=$work/tree

if [ ! -f "$base" ]; then
    say "debootstrap of Debian $suite, about 2 minutes"
    $as nice debootstrap --variant=minbase --include="$packages" "$suite" "$tree" >"$work/log" 2>&1 || {
        tail -n 20 "$work/log" >&2
        exit 1
    }
    $as rm -rf "$tree/var/cache/apt" "$tree/var/lib/apt/lists" "$tree/usr/share/doc" "$tree/usr/share/man" "$tree/usr/share/locale"
    $as tar -C "$tree" -cf "$work/base.tar" .
    rm -f "$cache/bare-$suite"-*.tar
    mv "$work/base.tar" "$base"
else
    mkdir "$tree"
    $as tar -C "$tree" -xf "$base"
fi

say "what the simulator and the tests need"
# shellcheck disable=SC2086 # the list is meant to be split
.venv/bin/python hil/vm/pick_requirements.py requirements-dev.txt $tools >"$work/tools.txt"
for list in requirements-demo.txt "$work/tools.txt"; do
    .venv/bin/python -m deb.payload "$suite" "$work/site" "$list"
done
# An environment of its own, so that no program that a test starts finds its packages. lockerd's stand behind them, for the
# tests that look into it, once it is installed.
python=$(basename "$(readlink "$tree/usr/bin/python3")")
site=$tree/opt/vmtest/lib/$python/site-packages
$as mkdir -p "$site" "$tree/opt/vmtest/bin"
$as cp -r "$work/site/." "$site"
$as sh -c "printf 'home = /usr/bin\ninclude-system-site-packages = false\n' >'$tree/opt/vmtest/pyvenv.cfg'"
$as sh -c "echo '/usr/lib/lockerd/current/lib/$python/site-packages' >'$site/lockerd.pth'"
$as ln -s "/usr/bin/$python" "$tree/opt/vmtest/bin/python"
$as chroot "$tree" /opt/vmtest/bin/python -m compileall -q -j 0 "/opt/vmtest/lib" >/dev/null || [ $? = 1 ] # some module is for another Python
$as install -m 755 hil/vm/guest/enter.sh "$tree/opt/vmtest/enter"
$as install -m 644 -t "$tree/etc/systemd/system" hil/vm/guest/vmtest.service
$as chroot "$tree" systemctl -q enable vmtest.service
$as chroot "$tree" systemctl -q disable mosquitto.service
$as sh -c ": >'$tree/etc/machine-id'"
say "writing the disk"
$as mkfs.ext4 -q -F -L lockerd-vm -d "$tree" "$work/disk.ext4" "$size" >/dev/null
$as chown "$(id -u):$(id -g)" "$work/disk.ext4"
rm -f "$cache/disk-$suite"-*.ext4
mv "$work/disk.ext4" "$disk"
echo "$disk"
