"""`lockerctl`, the technicians' tool: talks to the daemon through its admin socket, or works without one."""

from lockerd.cli.app import main

__all__ = ["main"]
