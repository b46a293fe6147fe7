"""The HTTP API of technicians and ``lockerctl``: the wall, the custody log, the lines, the time."""
