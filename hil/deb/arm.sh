#!/bin/sh
# make arm-test: the package for arm64 on a tree of Debian 12 that qemu runs on this machine: installed without a network, started,
# and used by people at simulated doors behind a gateway. No systemd runs there. Needs root, and a kernel with binfmt_misc.
#   MIRROR  Debian's packages; otherwise the one that this machine's apt uses
set -eu
cd "$(dirname "$0")/../.."
PATH="$PATH:/usr/sbin:/sbin"
cache=${LOCKERD_BARE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/lockerd-bare}
mkdir -p "$cache"
# shellcheck disable=SC2016 # apt's own words
theirs=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' 'Origin: Debian' | { grep -v security || true; } | head -n 1)
work=$(mktemp -d "$cache/arm.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM
LOCKERD_ARM_TREE=$work/tree
export LOCKERD_ARM_TREE

say() {
    echo "arm-test: $*"
}

runs=/proc/sys/fs/binfmt_misc
[ -e $runs/register ] || mount -t binfmt_misc none $runs
[ -e $runs/qemu-aarch64 ] || update-binfmts --enable qemu-aarch64
base=$cache/deb-bookworm-arm64.tar
if [ ! -f "$base" ]; then
    say "debootstrap of bookworm for arm64, about 10 minutes"
    # shellcheck disable=SC2086 # none where apt knows none either: then debootstrap's own
    nice debootstrap --arch=arm64 --variant=minbase --include=python3,systemd,udev bookworm "$work/base" ${MIRROR:-$theirs} >"$work/log" 2>&1 || {
        tail -n 20 "$work/log" >&2 && exit 1
    }
    tar -C "$work/base" -cf "$work/base.tar" .
    mv "$work/base.tar" "$base"
    rm -rf "$work/base"
fi
mkdir "$LOCKERD_ARM_TREE"
tar -C "$LOCKERD_ARM_TREE" -xf "$base"
package=${PACKAGE:-$(.venv/bin/python -m deb.build --suite bookworm --arch arm64 --out "$work" 2>"$work/log" | tail -n 1)}
cp "$package" "$LOCKERD_ARM_TREE/tmp/"
began=$(date +%s)
# shellcheck disable=SC2016 # for the shell inside
unshare --mount --pid --net --fork --kill-child sh -c 'mount -t proc proc "$0/proc" && exec chroot "$0" dpkg -i "$1"' \
    "$LOCKERD_ARM_TREE" "/tmp/${package##*/}" >"$work/log" 2>&1 || { cat "$work/log" && exit 1; }
say "installed without a network in $(($(date +%s) - began)) s: $(chroot "$LOCKERD_ARM_TREE" lockerctl --version) on $(chroot "$LOCKERD_ARM_TREE" uname -m)"
.venv/bin/lockersim scenario --rig hil/rigs/arm.yaml hil/deb/arm.yaml
