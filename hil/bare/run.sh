#!/bin/sh
# make bare-test: `make demo` and `make test` from a clean clone, on bare trees of Debian 12 and 13 (debootstrap, minbase), as
# root and as a user with sudo; each in a tree of its own that is gone afterwards. Needs root, for trees and namespaces.
#   SUITES, USERS, COMMANDS  which ones: bookworm trixie, root person, demo test
#   MIRROR                   Debian's packages; otherwise the one that this machine's apt uses
#   FILES                    files and folders of this machine that the trees need to reach Debian and PyPI
# Variables of pip and of proxies go along. The base of each tree is kept in $LOCKERD_BARE_CACHE (~/.cache/lockerd-bare).
set -eu
cd "$(dirname "$0")/../.."
PATH="$PATH:/usr/sbin:/sbin"
if [ "$(id -u)" != 0 ]; then
    exec sudo --preserve-env sh hil/bare/run.sh
fi
sh hil/bare/base.sh
cache=${LOCKERD_BARE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/lockerd-bare}
files=${FILES:-/etc/resolv.conf /etc/hosts /etc/pip.conf /etc/xdg/pip /etc/ssl/certs/ca-certificates.crt /usr/local/share/ca-certificates}
logs=$(mktemp -d "${TMPDIR:-/tmp}/lockerd-bare-logs.XXXXXX")
work=$(mktemp -d "$cache/work.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM
if [ -n "$(git -c safe.directory='*' status --porcelain)" ]; then
    echo "bare-test: what is not committed is not tested"
fi

# One command of one user in a new tree.
try() {
    tree=$work/$1-$2-$3
    mkdir "$tree"
    tar -C "$tree" -xf "$cache/$1.tar"
    home=/root
    if [ "$2" != root ]; then
        home=/home/$2
        chroot "$tree" useradd --create-home --shell /bin/bash "$2"
        echo "$2 ALL=(ALL) NOPASSWD: ALL" >"$tree/etc/sudoers.d/$2"
    fi
    for file in $files; do
        [ ! -e "$file" ] || { mkdir -p "$tree/$(dirname "$file")" && cp -rL "$file" "$tree/$(dirname "$file")/"; }
    done
    git -c safe.directory='*' clone -q --no-hardlinks . "$tree$home/lockerd"
    chroot "$tree" chown -R "$2" "$home"
    unshare --mount --pid --ipc --fork --kill-child sh hil/bare/enter.sh "$tree" "$2" "$home" "$3" >"$logs/$1-$2-$3.log" 2>&1
}

failed=0
for suite in ${SUITES:-bookworm trixie}; do
    for user in ${USERS:-root person}; do
        for command in ${COMMANDS:-demo test}; do
            result=passed
            began=$(date +%s)
            try "$suite" "$user" "$command" || { result=FAILED && failed=1; }
            took=$(($(date +%s) - began))
            ready=$(sed -n 's/^ *\([0-9.]*\) s  setup: done$/, set up after \1 s/p' "$logs/$suite-$user-$command.log")
            echo "bare-test: $suite, $user, make $command: $result after $took s$ready"
            rm -rf "$work/$suite-$user-$command"
        done
    done
done
echo "bare-test: what was said is in $logs"
exit $failed
