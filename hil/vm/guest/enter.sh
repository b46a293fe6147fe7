#!/bin/sh
# On the guest's disk as /opt/vmtest/enter: reach the host's folders, named on the kernel's command line, and run the story
# that it names. As init of a plain boot, and started by vmtest.service where systemd is init.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
[ -r /proc/cmdline ] || mount -t proc proc /proc
# shellcheck disable=SC2013 # words are meant
for word in $(cat /proc/cmdline); do
    case "$word" in
        story=* | project=* | share=* | match=*) export "${word?}" ;;
    esac
done
mkdir -p /mnt/project /mnt/share
# Debian 12's mount hands the path over as it stands, that of Debian 13 wants its name.
reach() {
    mount -t hostfs -o "$1" none "$2" 2>/dev/null || mount -t hostfs -o "hostfs=$1" none "$2"
}
# shellcheck disable=SC2154 # words of the command line
reach "$project" /mnt/project
# shellcheck disable=SC2154
reach "$share" /mnt/share
cd /mnt/project/hil/vm/guest || exit 1
# shellcheck disable=SC2154
exec sh "$story.sh"
