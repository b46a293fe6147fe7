"""Man pages and shell completion, generated from the command line's parser and the configuration's models."""
