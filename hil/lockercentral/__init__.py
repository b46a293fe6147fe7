"""The central stand-in: announces orders, keeps its own copy of every event and proves that none is missing."""
