"""What everybody may know, for displays."""
