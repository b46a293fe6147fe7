"""One RS-485 line and the task that owns it: it scans the boards and fires unlocks between two exchanges."""
