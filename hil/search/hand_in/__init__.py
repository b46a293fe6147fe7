"""People who bring something, honest or not: to one door, or to one beside which others collect."""
