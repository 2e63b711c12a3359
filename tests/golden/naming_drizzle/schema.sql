CREATE TABLE "User" (
  id bigint PRIMARY KEY,
  email text NOT NULL UNIQUE,
  handle text NOT NULL
);
CREATE UNIQUE INDEX user_handle ON "User" (handle);
CREATE TABLE a_list_of_measurements_taken_by_instruments_of_the_laboratory (
  id bigint PRIMARY KEY,
  "userId" bigint NOT NULL REFERENCES "User",
  "reviewerId" bigint REFERENCES "User",
  serial integer NOT NULL UNIQUE,
  label text NOT NULL UNIQUE
);
CREATE TABLE "visit log" (
  id bigint,
  day date,
  "userId" bigint NOT NULL REFERENCES "User",
  UNIQUE (id, day)
) PARTITION BY RANGE (day);
CREATE TABLE "visit log 2025" PARTITION OF "visit log" FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
