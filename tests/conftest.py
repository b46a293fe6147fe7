"""What holds for every test; also puts this folder on the path, so that all share `virtual_loop`."""

import os
import signal

from hypothesis import settings

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell's background job ignores it, and so would every program that a test starts and interrupts.
    signal.signal(signal.SIGINT, signal.default_int_handler)

for _name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
    # Programs that tests start say in English what they say, whatever is spoken here.
    os.environ.pop(_name, None)

# How long one example takes says how busy the machine is.
settings.register_profile("lockerd", deadline=None)
settings.load_profile("lockerd")
