"""Care work: pairs, contacts, plans and reports to guardians."""
