"""Puts this folder on the path, so that the tests of all packages of bus share its fakes."""
