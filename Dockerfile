# nurie serve for those who host it: the page by Node, the wheel by pip, and an image with neither.
#   docker build -t nurie .
#   docker run --rm -p 127.0.0.1:8765:8765 -e NURIE_TOKEN=secret nurie

FROM node:22-slim AS page
WORKDIR /nurie/web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY web ./
COPY examples ../examples
RUN npm run build

FROM python:3.12-slim AS wheels
WORKDIR /nurie
COPY pyproject.toml hatch_build.py run.py README.md LICENSE ./
COPY src ./src
COPY plugins ./plugins
COPY --from=page /nurie/web/dist ./src/nurie/server/static
RUN CI=true pip wheel --no-cache-dir --wheel-dir /wheels ".[serve]"

FROM python:3.12-slim
COPY --from=wheels /wheels /wheels
RUN pip install --no-cache-dir --no-index --find-links /wheels "nurie[serve]" \
    && rm -r /wheels \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin nurie
USER 10001
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
EXPOSE 8765
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8765/healthz', timeout=4)"]
ENTRYPOINT ["nurie", "serve", "--host", "0.0.0.0"]
