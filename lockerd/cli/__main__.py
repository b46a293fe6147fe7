"""``python -m lockerd.cli``."""

from lockerd.cli.app import main

main()
