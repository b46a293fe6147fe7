"""One lock board: what its answers prove, when they are believed, and when it is asked again."""
