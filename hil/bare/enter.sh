#!/bin/sh
# Become process 1 of a bare tree: enter.sh TREE USER HOME COMMAND, in namespaces of its own. Not by chroot: whoever is in
# one may make no user namespace, as a browser does.
set -eu
tree=$1 user=$2 home=$3 command=$4
mount --make-rprivate /
mount --bind "$tree" "$tree"
cd "$tree"
mount -t proc proc proc
mount -t sysfs sys sys
mount -t tmpfs -o mode=755 dev dev
for node in null:3 zero:5 full:7 random:8 urandom:9; do
    mknod -m 666 "dev/${node%:*}" c 1 "${node#*:}"
done
mknod -m 666 dev/tty c 5 0
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts dev/pts
mount -t tmpfs -o mode=1777 shm dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
mkdir -p mnt
pivot_root . mnt
cd "$home/lockerd"
umount -l /mnt

set -- HOME="$home" USER="$user" LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
[ "$user" = root ] || set -- "$@" PATH=/usr/local/bin:/usr/bin:/bin
# shellcheck disable=SC2046 # one word each, and none of them has blanks
set -- "$@" $(env | grep -E '^(PIP_[A-Z_]+|(https?|no)_proxy|(HTTPS?|NO)_PROXY)=[^ ]*$' || true)
# Not instead of this shell: somebody has to wait for processes whose parents are gone.
env -i "$@" /usr/sbin/runuser -u "$user" -- python3 hil/bare/try_make.py "$command"
