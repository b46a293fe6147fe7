"""What every campaign of the project has: a budget, a file to go on from, and processes beside each other."""

from campaigns.figures import keep_figures
from campaigns.kept import Campaign, Row, fingerprint

__all__ = ["Campaign", "Row", "fingerprint", "keep_figures"]
