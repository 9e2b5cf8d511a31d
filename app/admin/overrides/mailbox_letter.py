"""MailboxLetter: a counselor may write it about any child of the school, whom he finds by name and class only."""

from app.admin.overrides import Override

OVERRIDE = Override(from_directory=("student_id",))
