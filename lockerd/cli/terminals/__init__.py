"""Terminals that are other machines: enrolled, listed and revoked by whoever may write their folder."""
