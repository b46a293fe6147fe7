#!/bin/sh
# Build the guest's kernel from Debian's sources, if it is not in the cache yet, and print where it lies. LOCKERD_VM_KERNEL
# names another one to take.
set -eu
cd "$(dirname "$0")/../.."
PATH="$PATH:/usr/sbin:/sbin"
# shellcheck source=hil/vm/cache.sh
. hil/vm/cache.sh

release=6.12
config=hil/vm/kernel.config

# Options are kept in the kernel itself; a kernel that lacks one would fail much later, and not say why.
check() {
    "$1" --showconfig >"$cache/showconfig.$$" || {
        say "$1 is no User Mode Linux kernel"
        exit 2
    }
    lacks=$(grep '=y$' "$config" | grep -vxF -f "$cache/showconfig.$$" || true)
    rm -f "$cache/showconfig.$$"
    if [ -n "$lacks" ]; then
        # shellcheck disable=SC2086 # in one line
        say "$1 lacks:" $lacks
        exit 2
    fi
}

if [ -n "${LOCKERD_VM_KERNEL:-}" ]; then
    check "$LOCKERD_VM_KERNEL"
    echo "$LOCKERD_VM_KERNEL"
    exit
fi
if [ "$(uname -m)" != x86_64 ]; then
    say "User Mode Linux exists for x86_64 only; this machine is $(uname -m)"
    exit 2
fi
kernel=$cache/linux-$(key_of hil/vm/build_kernel.sh "$config")
if [ -x "$kernel" ]; then
    echo "$kernel"
    exit
fi
sh scripts/setup.sh linux-source-$release build-essential flex bison bc xz-utils >&2
work=$(mktemp -d "$cache/work.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM
say "unpacking Linux $release"
tar -C "$work" -xf /usr/src/linux-source-$release.tar.xz
cd "$work/linux-source-$release"
# A processor with AMX has 11008 bytes of registers; User Mode Linux before 6.13 has room for 2696 and dies at the first
# program ("ptrace set fp regs failed").
sed -i 's/DEFINE_LONGS(HOST_FP_SIZE, 2696)/DEFINE_LONGS(HOST_FP_SIZE, 12288)/' arch/x86/um/user-offsets.c
grep -q 12288 arch/x86/um/user-offsets.c
build="nice make -s ARCH=um SUBARCH=x86_64 O=$work/build"
$build tinyconfig
scripts/kconfig/merge_config.sh -m -O "$work/build" "$work/build/.config" "$OLDPWD/$config" >/dev/null
$build olddefconfig
say "building Linux $release, about 10 minutes"
$build -j"$(nproc)" linux >"$work/log" 2>&1 || {
    tail -n 20 "$work/log" >&2
    exit 1
}
cd "$OLDPWD"
strip -o "$work/linux" "$work/build/linux"
check "$work/linux"
rm -f "$cache"/linux-*
mv "$work/linux" "$kernel"
echo "$kernel"
