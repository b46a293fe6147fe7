"""``python -m mutants``: see ``mutants.campaign``."""

import sys

from mutants.campaign import main

if __name__ == "__main__":
    sys.exit(main())
