#!/bin/sh
# Set up .venv and the system packages named as arguments (Debian names); without the right to install, say so and stop.
set -eu
cd "$(dirname "$0")/.."
PATH="$PATH:/usr/sbin:/sbin"
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
        echo "setup: missing:$want. Run: sudo apt-get install -y --no-install-recommends$want" >&2
        exit 2
    fi
    echo "setup: installing$want"
    $as apt-get update -qq
    # shellcheck disable=SC2086 # the list is meant to be split
    $as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $want
fi
stamp=.venv/.requirements
if ! cat requirements-dev.txt pyproject.toml hatch_build.py lockerd/locale/*/LC_MESSAGES/*.po 2>/dev/null | sha256sum | cmp -s - "$stamp"; then
    python3 -m venv .venv
    .venv/bin/pip -q --disable-pip-version-check install --no-compile --no-deps --require-hashes -r requirements-dev.txt
    .venv/bin/pip -q --disable-pip-version-check install --no-deps --no-build-isolation -e .
    .venv/bin/pip -q --disable-pip-version-check check
    cat requirements-dev.txt pyproject.toml hatch_build.py lockerd/locale/*/LC_MESSAGES/*.po 2>/dev/null | sha256sum >"$stamp"
fi
