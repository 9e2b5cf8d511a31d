"""Who holds which key of the counseling room, and how it is opened, granted, handed over and recovered (decision 0012)."""
