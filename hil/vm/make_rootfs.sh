#!/bin/sh
# Make the guest's disk, if it is not in the cache yet, and print where it lies: Debian with systemd, udev and Python, the
# locked requirements of lockerd in /opt/lockerd as on a site, and a second environment, /opt/vmtest, with the tools of the tests.
# lockerd itself is not on it: each run of the tests installs the wheel of this checkout.
set -eu
cd "$(dirname "$0")/../.."
PATH="$PATH:/usr/sbin:/sbin"
# shellcheck source=hil/vm/cache.sh
. hil/vm/cache.sh

suite=bookworm
size=1500M
packages=systemd,systemd-sysv,udev,dbus,python3,python3-venv,iproute2,mosquitto
tools="pytest pytest-timeout pluggy iniconfig packaging pygments pyyaml zxing-cpp"

base=$cache/base-$(key_of "$suite" "$packages").tar
disk=$cache/disk-$(key_of hil/vm/make_rootfs.sh hil/vm/guest/enter.sh requirements.txt requirements-dev.txt).ext4
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
    rm -f "$cache"/base-*.tar
    mv "$work/base.tar" "$base"
else
    mkdir "$tree"
    $as tar -C "$tree" -xf "$base"
fi

say "installing the locked requirements"
# shellcheck disable=SC2086 # the list is meant to be split
.venv/bin/python hil/vm/pick_requirements.py requirements-dev.txt $tools >"$work/tools.txt"
.venv/bin/pip -q download --require-hashes --only-binary :all: -d "$work/wheels" -r requirements.txt
.venv/bin/pip -q download --require-hashes --only-binary :all: -d "$work/wheels" --no-deps -r "$work/tools.txt"
$as mkdir "$tree/wheels"
$as cp requirements.txt "$work/tools.txt" "$work"/wheels/* "$tree/wheels"
$as chroot "$tree" /bin/sh -eu <<'INSIDE'
PIP_CONFIG_FILE=/dev/null PIP_NO_INDEX=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_FIND_LINKS=/wheels
export PIP_CONFIG_FILE PIP_NO_INDEX PIP_DISABLE_PIP_VERSION_CHECK PIP_FIND_LINKS
python3 -m venv /opt/lockerd
/opt/lockerd/bin/pip -q install --require-hashes -r /wheels/requirements.txt
python3 -m venv /opt/vmtest
/opt/vmtest/bin/pip -q install --require-hashes --no-deps -r /wheels/tools.txt
echo /opt/lockerd/lib/python3.11/site-packages >/opt/vmtest/lib/python3.11/site-packages/lockerd.pth
rm -rf /wheels
: >/etc/machine-id
INSIDE
$as install -m 755 hil/vm/guest/enter.sh "$tree/opt/vmtest/enter"
say "writing the disk"
$as mkfs.ext4 -q -F -L lockerd-vm -d "$tree" "$work/disk.ext4" "$size" >/dev/null
$as chown "$(id -u):$(id -g)" "$work/disk.ext4"
rm -f "$cache"/disk-*.ext4
mv "$work/disk.ext4" "$disk"
echo "$disk"
