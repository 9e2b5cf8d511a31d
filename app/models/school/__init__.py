"""The school itself, its people, accounts and calendar."""
