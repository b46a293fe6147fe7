"""What ``lockersim`` is asked to do on the command line."""
