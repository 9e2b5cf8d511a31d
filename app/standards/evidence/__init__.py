"""Evidence: what counts as having done a duty, one source for each kind of deed."""
