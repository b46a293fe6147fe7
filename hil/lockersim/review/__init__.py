"""Showing a translation to a native speaker, sentence by sentence, and what to sign."""
