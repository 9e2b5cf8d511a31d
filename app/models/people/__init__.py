"""Children, their families and their registration for a term."""
