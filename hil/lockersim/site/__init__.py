"""Everything of a site that is no wall: lockerd as a process, its APIs, the broker, the rig and the folder."""
