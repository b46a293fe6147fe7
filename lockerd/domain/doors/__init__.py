"""What sensors and lines tell: openings, closings, contradictions, strangers."""
