"""The composition root: every part is made here, from top to bottom, and nowhere else."""

from lockerd.daemon.main import main

__all__ = ["main"]
