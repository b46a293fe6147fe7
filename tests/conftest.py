"""Puts this folder on the path, so that all tests share `virtual_loop`."""
