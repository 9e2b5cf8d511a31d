"""The extensions, made empty here and bound to an application by the factory."""

from __future__ import annotations

from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from app.database import Base, ClosedSession

db = SQLAlchemy(model_class=Base, session_options={"class_": ClosedSession})
migrate = Migrate()
login = LoginManager()
babel = Babel()
csrf = CSRFProtect()
