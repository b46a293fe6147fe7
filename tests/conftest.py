"""Puts this folder on the path, so that all tests share `virtual_loop`; bounds what a day's run tries at random."""

from hypothesis import settings

settings.register_profile("everyday", max_examples=40)
settings.load_profile("everyday")
