"""Student: the class is chosen when a pupil is entered; later moves are enrollments."""

from app.admin.overrides import Override

OVERRIDE = Override(only_when_created=("school_class_id",))
