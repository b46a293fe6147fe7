"""The HTTP API of the terminal beside the wall: visits, codes, and what everybody may know."""
