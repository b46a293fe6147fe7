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

# Tell of what apt and pip say how far they are, and all of it when the last line says that they failed. By the shell
# itself: Debian's awk reads a pipe in lumps.
follow() {
    said=$(mktemp) n=0 of=$1
    while IFS= read -r line; do
        echo "$line" >>"$said"
        case "$line" in
            "Need to get "*) say "$line" ;;
            "Unpacking "* | "Collecting "* | "Processing "*)
                n=$((n + 1))
                [ $((n % 10)) != 0 ] || say "$n$of"
                ;;
            "Installing collected"*) say "all there, unpacking them" ;;
            "setup failed") cat "$said" >&2 && rm "$said" && return 1 ;;
        esac
    done
    rm "$said"
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
    { $as env LC_ALL=C DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $want 2>&1 ||
        echo "setup failed"; } | follow " packages unpacked"
fi

# What an environment was made of: it is made anew when that changes.
made_of() {
    { python3 --version && cat "$1" pyproject.toml hatch_build.py lockerd/locale/*/LC_MESSAGES/*.po; } | sha256sum
}

is_made_of() {
    made_of "$1" | cmp -s - .venv/.requirements
}

if is_made_of requirements-dev.txt || is_made_of "$requirements"; then
    exit
fi
pip=".venv/bin/pip --disable-pip-version-check"
all=$(grep -c == "$requirements")
say "making .venv with $(python3 --version)"
python3 -m venv .venv
say "fetching the $all Python packages of $requirements; a minute or two"
{ PYTHONUNBUFFERED=1 $pip install --progress-bar off --no-compile --no-deps --require-hashes -r "$requirements" 2>&1 ||
    echo "setup failed"; } | follow " of $all fetched"
say "installing lockerd itself, from this folder"
$pip -q install --no-deps --no-build-isolation -e .
$pip -q check
made_of "$requirements" >.venv/.requirements
say "done"
