"""Firing a lock: what must hold, the attempt that is durable first, the pulse, and a crash in between."""
