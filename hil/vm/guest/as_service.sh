#!/bin/sh
# The simulator's hand at a packaged lockerd, as a rig's commands (hil/README.md): as_service.sh put|run|stop|cut SITE
set -eu
case "$1" in
    put) # as a technician sets a site up
        cp -r "$2/keys" /etc/lockerd/
        chown -R root:lockerd /etc/lockerd/keys
        chmod 750 /etc/lockerd/keys
        chmod 640 /etc/lockerd/keys/*
        sed -e 's|^state = .*|state = "/var/lib/lockerd"|' -e 's|^runtime = .*|runtime = "/run/lockerd"|' \
            "$2/lockerd.toml" >/etc/lockerd/lockerd.toml
        chmod 644 /etc/lockerd/lockerd.toml
        chown -L lockerd "$2"/ports/*
        systemctl daemon-reload
        ;;
    run)
        systemctl reset-failed lockerd.service
        systemctl start lockerd-terminal.socket lockerd-admin.socket lockerd-public.socket lockerd.service
        exec sleep infinity
        ;;
    stop)
        systemctl stop lockerd-terminal.socket lockerd-admin.socket lockerd-public.socket lockerd.service
        ;;
    cut) # nothing of it has time for anything, and nothing starts it again
        systemctl kill --signal=KILL lockerd.service || true
        systemctl stop lockerd-terminal.socket lockerd-admin.socket lockerd-public.socket lockerd.service
        ;;
esac
