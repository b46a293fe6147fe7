"""Two doors of one wall: what they do to each other."""
