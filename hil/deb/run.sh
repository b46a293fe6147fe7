#!/bin/sh
# make deb-test: the packages of this machine's processor, built twice, looked at by lintian, and on trees of Debian 12 and 13
# installed without a network, started, installed again, removed, purged. No systemd runs there. Needs root.
#   SUITES  which ones: bookworm trixie
#   MIRROR  Debian's packages; otherwise the one that this machine's apt uses
set -eu
cd "$(dirname "$0")/../.."
PATH="$PATH:/usr/sbin:/sbin"
arch=$(dpkg --print-architecture)
cache=${LOCKERD_BARE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/lockerd-bare}
mkdir -p "$cache"
sh scripts/setup.sh debootstrap lintian
# shellcheck disable=SC2016 # apt's own words
theirs=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' 'Origin: Debian' | { grep -v security || true; } | head -n 1)
work=$(mktemp -d "$cache/deb.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM

say() {
    echo "deb-test: $*"
}

build() {
    .venv/bin/python -m deb.build --suite "$suite" --arch "$arch" --out "$1" 2>"$work/log" || { cat "$work/log" >&2 && exit 1; }
}

# Something in the tree, without any network.
inside() {
    # shellcheck disable=SC2016 # for the shell inside
    unshare --mount --pid --net --fork --kill-child sh -c 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"' \
        "$work/$suite" "$@" >"$work/log" 2>&1 || {
        say "$suite: $* ended with $?" && cat "$work/log" && exit 1
    }
}

for suite in ${SUITES:-bookworm trixie}; do
    first=$(build "$work/first-$suite" | tail -n 1)
    package=${first##*/}
    build "$work/second" >/dev/null
    cmp "$first" "$work/second/$package"
    say "$package: $(($(stat -c %s "$first") / 1024)) KiB, twice the same bytes"
    lintian --allow-root --fail-on error,warning --tag-display-limit 0 "$first" >"$work/lintian" || { cat "$work/lintian" && exit 1; }
    say "$suite: lintian finds nothing to warn of"

    base=$cache/deb-$suite.tar
    if [ ! -f "$base" ]; then
        say "debootstrap of $suite, about 2 minutes"
        # shellcheck disable=SC2086 # none where apt knows none either: then debootstrap's own
        nice debootstrap --variant=minbase --include=python3,systemd,udev "$suite" "$work/tree" ${MIRROR:-$theirs} >"$work/log" 2>&1 || {
            tail -n 20 "$work/log" >&2 && exit 1
        }
        tar -C "$work/tree" -cf "$work/base.tar" .
        mv "$work/base.tar" "$base"
        rm -rf "$work/tree"
    fi
    mkdir "$work/$suite"
    tar -C "$work/$suite" -xf "$base"

    cp "$first" "$work/$suite/tmp/"
    began=$(date +%s)
    inside dpkg -i "/tmp/$package"
    took=$(($(date +%s) - began))
    inside lockerctl --version
    said=$(cat "$work/log")
    inside sh -c "! lockerctl config check /etc/lockerd/lockerd.toml"
    grep -q "site.pem" "$work/log" || { cat "$work/log" && exit 1; }
    say "$suite: installed without a network in $took s ($(du -sm "$work/$suite/usr/lib/lockerd" | cut -f 1) MB); $said; names the keys that the example lacks"
    inside dpkg --verify lockerd
    inside sh -c "echo '# mine' >>/etc/lockerd/lockerd.toml && echo passports >/var/lib/lockerd/lockerd.db"
    inside dpkg -i "/tmp/$package"
    inside grep -q "# mine" /etc/lockerd/lockerd.toml
    inside dpkg --remove lockerd
    inside test ! -e /usr/lib/lockerd
    inside dpkg --purge lockerd
    inside test ! -e /etc/lockerd/lockerd.toml
    inside grep -q passports /var/lib/lockerd/lockerd.db
    say "$suite: installed again, removed, purged: the configuration was kept until then, the database for ever"
done
