# One image for the web server, the workers, beat and the commands; see docker-compose.yml.
FROM python:3.13-slim AS dependencies
COPY requirements-production.lock /
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes --no-deps --requirement /requirements-production.lock

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --system --uid 10001 governance && install --directory --owner=governance /evidence
WORKDIR /app
COPY --from=dependencies /venv /venv
COPY . .
RUN pybabel --quiet compile --domain=django --directory=locale
# Settings want every variable; collecting files uses none of them.
RUN SECRET_KEY=none ALLOWED_HOSTS=none DATABASE_URL=postgres://none/none REDIS_URL=redis://none EMAIL_URL=smtp://none \
    python manage.py collectstatic --no-input
USER governance
EXPOSE 8000
HEALTHCHECK --start-period=30s --interval=15s --timeout=5s \
    CMD ["python", "-c", "import os, urllib.request as web; host = os.environ['ALLOWED_HOSTS'].split(',')[0]; web.urlopen(web.Request('http://127.0.0.1:8000/healthz', headers={'Host': host}), timeout=4)"]
CMD ["gunicorn", "iijgov.wsgi", "--bind=0.0.0.0:8000", "--workers=2", "--threads=4", "--worker-tmp-dir=/dev/shm", "--no-control-socket"]
