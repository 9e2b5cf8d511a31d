"""The counseling room: sealed text, no relation that leads into it from outside."""
