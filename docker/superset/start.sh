#!/bin/sh
# Starts Superset with newsweir's dashboards in it; the bundle is brought up to date at every start.
set -eu
: "${SUPERSET_SECRET_KEY:?a long random text; openssl rand -base64 42}"
: "${SUPERSET_ADMIN_PASSWORD:?the first password of the user admin}"
: "${NEWSWEIR_BI_URL:?the address of the database with the login of newsweir db grant}"
here=$(dirname "$0")
export SUPERSET_CONFIG_PATH="${SUPERSET_CONFIG_PATH:-$here/superset_config.py}" FLASK_APP=superset
superset db upgrade
superset fab create-admin --username admin --firstname Newsweir --lastname Admin --email admin@localhost.example \
    --password "$SUPERSET_ADMIN_PASSWORD"
superset init
python "$here/load.py"
exec gunicorn --workers 2 --threads 4 --worker-class gthread --timeout 120 --bind "${SUPERSET_BIND:-0.0.0.0:8088}" \
    "superset.app:create_app()"
