# planner with the client programs of PostgreSQL (pg_dump, psql):
#   docker build -t tenancy-planner .
#   docker run --rm -it -e PLANNER_DSN -v "$PWD:/work" --user "$(id -u):$(id -g)" tenancy-planner diff
ARG PYTHON=3.13-slim-trixie

FROM python:${PYTHON} AS build
WORKDIR /source
COPY . .
RUN python -m venv /opt/planner \
 && /opt/planner/bin/pip install --no-cache-dir --disable-pip-version-check '.[fast,orm]'

FROM python:${PYTHON}
# pg_dump must be as new as the server, so that it comes from PostgreSQL's own packages.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates less postgresql-common \
 && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
 && apt-get install -y --no-install-recommends postgresql-client-18 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home planner \
 && install --directory --owner=planner /work
COPY --from=build /opt/planner /opt/planner
ENV PATH=/opt/planner/bin:$PATH PYTHONUNBUFFERED=1
USER planner
WORKDIR /work
ENTRYPOINT ["planner"]
CMD ["--help"]
