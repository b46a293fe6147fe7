"""The walk along the wall that finds out how it is wired: door by door, with the technician's eyes as the judge."""
