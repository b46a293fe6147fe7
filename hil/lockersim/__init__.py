"""The simulated wall: what stands where lockerd expects hardware, people and central."""
