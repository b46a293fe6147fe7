"""One compartment with two orders: staff, people, sensors, lock, board, crash and clock."""
