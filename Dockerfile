# One image for Prefect's server, the worker, the migrations and the command. Built from the hashed lock file.
FROM python:3.12.11-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    DO_NOT_TRACK=1 NEWSWEIR_HOME=/var/lib/newsweir
WORKDIR /srv/newsweir
COPY requirements.lock ./
# The image's own pip is another one every month: the pinned one comes first and installs the rest.
RUN awk '/^pip==/ {p=1; print; next} /^[^ ]/ {p=0} p' requirements.lock > /tmp/pip.lock \
    && pip install --no-deps --require-hashes -r /tmp/pip.lock \
    && pip install --no-deps --require-hashes -r requirements.lock
COPY . .
RUN pip install --no-deps --no-build-isolation . \
    && python -P -c "from tasks.normalize.language import warm_up; warm_up()" \
    && groupadd --system --gid 10001 newsweir \
    && useradd --system --uid 10001 --gid newsweir --home-dir /var/lib/newsweir --create-home newsweir
USER newsweir
ENTRYPOINT ["newsweir"]
CMD ["--help"]
