"""The whole daemon in virtual time: its real composition root at simulated wires, people, disk, clock and network.

Everything that could differ from run to run is drawn from one seed: the same seed gives the same log.
"""
