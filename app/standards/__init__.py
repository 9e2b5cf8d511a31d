"""Care standards: what is due in which weeks and months, and what the records show of it (domain 3)."""
