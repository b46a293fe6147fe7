#!/bin/sh
# timed.sh GROUP COMMAND...: run a command, and write down below build/times how long it took by the clock and what it
# cost on the processors: the first says how busy the machine is, the second whether a group has grown.
set -u
group=$1
shift
began_s=$(date +%s)
"$@"
ended=$?
mkdir -p build/times
times >"build/times/$group"
tail -n 1 "build/times/$group" | awk -v group="$group" -v took="$(($(date +%s) - began_s))" '
    function seconds(text, parts) { split(text, parts, /[ms]/); return parts[1] * 60 + parts[2] }
    { printf "%-10s %4d s, of processors %4d s\n", group, took, seconds($1) + seconds($2) }
' >"build/times/$group.line"
mv "build/times/$group.line" "build/times/$group"
exit $ended
