"""``python -m lockerd.daemon``."""

import sys

from lockerd.daemon.main import main

sys.exit(main())
