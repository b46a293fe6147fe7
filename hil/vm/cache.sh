#!/bin/sh
# To be read in (.) by the scripts beside it: where kernels and images are kept, and how they are named.
# What is in there can be made again; it grows to about 2 GB and may be deleted at any time.
cache=${LOCKERD_VM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/lockerd-vm}
mkdir -p "$cache"

# Print a name for what these files and words make: the same content, the same name.
key_of() {
    for part in "$@"; do
        if [ -f "$part" ]; then cat "$part"; else echo "$part"; fi
    done | sha256sum | cut -c1-16
}

say() {
    echo "vm: $*" >&2
}

# Print "sudo" where root is needed and may be had, nothing for root itself; otherwise say what to do, and stop.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        return
    fi
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        echo sudo
        return
    fi
    say "making the guest's disk needs root once. Run: sudo LOCKERD_VM_CACHE=$cache sh $0"
    exit 2
}
