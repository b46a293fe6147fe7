"""Puts this folder on the path, so that all tests share `virtual_loop`; bounds what the everyday run tries at random."""

from hypothesis import settings

settings.register_profile("everyday", max_examples=40)
settings.load_profile("everyday")
