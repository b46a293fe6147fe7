"""Stories played against the real daemon: YAML in, a verdict out."""
