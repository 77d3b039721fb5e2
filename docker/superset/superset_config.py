"""Settings of the Superset that the compose file's profile bi starts. Everything else is Superset's own default."""

import os
from pathlib import Path

SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
# Its own file, so that the only login it has on Postgres is the reader's.
SQLALCHEMY_DATABASE_URI = f"sqlite:///{Path(os.environ['SUPERSET_HOME']) / 'superset.db'}"
# Titles, bylines and publishers are what pages wrote: text in tables and tooltips, never markup.
HTML_SANITIZATION = True
FAB_API_SWAGGER_UI = False
ROW_LIMIT = 10000
SUPERSET_WEBSERVER_TIMEOUT = 120
