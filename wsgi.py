"""Makes the application from the environment, for `flask --app wsgi` and for any WSGI server."""

from app import create_app

app = create_app()
