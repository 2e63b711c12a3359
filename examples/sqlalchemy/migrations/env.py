"""libpq's variables say where: PGHOST, PGDATABASE and so on."""

from alembic import context
from sqlalchemy import create_engine, pool

from models import Base

with create_engine("postgresql+psycopg://", poolclass=pool.NullPool).connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
