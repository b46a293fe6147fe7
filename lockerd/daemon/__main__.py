"""``python -m lockerd.daemon``."""

from lockerd.daemon.main import main

main()
