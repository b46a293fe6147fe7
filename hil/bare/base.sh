#!/bin/sh
# Make the bases of bare trees that are not in the cache yet: minbase, and the packages that README.md tells everybody to install.
set -eu
cache=${LOCKERD_BARE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/lockerd-bare}
mkdir -p "$cache"
command -v debootstrap >/dev/null || sh "$(dirname "$0")/../../scripts/setup.sh" debootstrap
# shellcheck disable=SC2016 # apt's own words
theirs=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' 'Origin: Debian' | { grep -v security || true; } | head -n 1)
for suite in ${SUITES:-bookworm trixie}; do
    [ ! -f "$cache/$suite.tar" ] || continue
    echo "bare-test: debootstrap of $suite, about 2 minutes"
    work=$(mktemp -d "$cache/base.XXXXXX")
    trap 'rm -rf "$work"' EXIT INT TERM
    # shellcheck disable=SC2086 # none where apt knows none either: then debootstrap's own
    nice debootstrap --variant=minbase --include=git,make,python3,sudo "$suite" "$work/tree" ${MIRROR:-$theirs} >"$work/log" 2>&1 || {
        tail -n 20 "$work/log" >&2
        exit 1
    }
    rm -rf "$work/tree/var/cache/apt/archives" "$work/tree/var/lib/apt/lists"
    tar -C "$work/tree" -cf "$work/$suite.tar" .
    mv "$work/$suite.tar" "$cache/$suite.tar"
    rm -rf "$work"
done
