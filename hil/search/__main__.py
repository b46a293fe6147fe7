"""``python -m search``: see ``search.campaign``."""

import sys

from search.campaign import main

if __name__ == "__main__":
    sys.exit(main())
