"""What becomes of a part, its compartment and its right: reserved, quarantined, judged, ended."""
