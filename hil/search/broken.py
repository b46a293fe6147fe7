"""The one way in which a search ends badly."""


class BrokenRuleError(Exception):
    """A rule does not hold; the text names it."""
