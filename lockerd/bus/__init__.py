"""One owner per wire: what all owners share stands here, what is theirs in the packages."""
