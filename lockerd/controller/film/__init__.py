"""The film of a night: what was decided on, in memory and bounded, to be decided again elsewhere (ADR 57)."""
