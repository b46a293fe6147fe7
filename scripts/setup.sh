#!/bin/sh
# Set up .venv and the system packages named as arguments (Debian names); with --demo first, without the tools of the
# tests. Says what it does. Without the right to install, say what is missing and stop.
set -eu
cd "$(dirname "$0")/.."
PATH="$PATH:/usr/sbin:/sbin"
requirements="requirements-dev.txt"
if [ "${1:-}" = --demo ]; then
    requirements="requirements-demo.txt"
    shift
fi

say() {
    echo "setup: $*"
}

want=""
for package in python3-venv "$@"; do
    case "$package" in
        python3-venv) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
        systemd) command -v systemd-analyze >/dev/null ;;
        udev) command -v udevadm >/dev/null ;;
        fonts-dejavu-core) [ -d /usr/share/fonts/truetype/dejavu ] ;;
        *) command -v "$package" >/dev/null || dpkg -s "$package" >/dev/null 2>&1 ;;
    esac || want="$want $package"
done
if [ -n "$want" ]; then
    if [ "$(id -u)" = 0 ]; then
        as=""
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        as="sudo"
    else
        say "missing:$want. Run: sudo apt-get install -y --no-install-recommends$want" >&2
        exit 2
    fi
    say "installing from Debian:$want"
    $as apt-get update -qq
    # shellcheck disable=SC2086 # the list is meant to be split
    told=$($as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $want 2>&1) || {
        echo "$told" >&2
        exit 1
    }
fi

# What an environment was made of: it is made anew when that changes.
made_of() {
    { python3 --version && cat "$1" pyproject.toml hatch_build.py lockerd/locale/*/LC_MESSAGES/*.po; } | sha256sum
}

is_made_of() {
    made_of "$1" | cmp -s - .venv/.requirements
}

# Of what pip says: a line for every tenth package that it has fetched.
count() {
    awk -v all="$(grep -c == "$requirements")" '
        /^(Collecting|Processing)/ && ++n % 10 == 0 { print "setup: fetched " n " of " all; fflush() }
        /^Installing collected/ { print "setup: fetched all, unpacking them"; fflush() }
        /^failed/ { exit 1 }'
}

if is_made_of requirements-dev.txt || is_made_of "$requirements"; then
    exit
fi
pip=".venv/bin/pip --disable-pip-version-check"
say "making .venv with $(python3 --version)"
python3 -m venv .venv
say "fetching the $(grep -c == "$requirements") Python packages of $requirements; a minute or two"
{ PYTHONUNBUFFERED=1 $pip install --progress-bar off --no-compile --no-deps --require-hashes -r "$requirements" || echo failed; } | count
say "installing lockerd itself, from this folder"
$pip -q install --no-deps --no-build-isolation -e .
$pip -q check
made_of "$requirements" >.venv/.requirements
say "done"
