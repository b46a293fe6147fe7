"""Locks and contacts on the pins of lockerd's machine: what hangs on the other end of each line."""
