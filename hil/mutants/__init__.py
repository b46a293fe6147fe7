"""Mutants of the rules: small faults put in one at a time, each of which a test should notice. See ``campaign``."""
