"""What people and programs ask for."""
