SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE public.account (
    id integer NOT NULL,
    org text NOT NULL
);

CREATE TABLE public.event (
    id integer NOT NULL,
    at date NOT NULL,
    account_id integer NOT NULL
)
PARTITION BY RANGE (at);

CREATE TABLE public.event_2024 (
    id integer CONSTRAINT event_id_not_null NOT NULL,
    at date CONSTRAINT event_at_not_null NOT NULL,
    account_id integer CONSTRAINT event_account_id_not_null NOT NULL
);

CREATE TABLE public.event_2025 (
    id integer CONSTRAINT event_id_not_null NOT NULL,
    at date CONSTRAINT event_at_not_null NOT NULL,
    account_id integer CONSTRAINT event_account_id_not_null NOT NULL
)
PARTITION BY HASH (id);

CREATE TABLE public.event_2025_0 (
    id integer CONSTRAINT event_id_not_null NOT NULL,
    at date CONSTRAINT event_at_not_null NOT NULL,
    account_id integer CONSTRAINT event_account_id_not_null NOT NULL
);

CREATE TABLE public.event_2025_1 (
    id integer CONSTRAINT event_id_not_null NOT NULL,
    at date CONSTRAINT event_at_not_null NOT NULL,
    account_id integer CONSTRAINT event_account_id_not_null NOT NULL
);

CREATE TABLE public.event_rest (
    id integer CONSTRAINT event_id_not_null NOT NULL,
    at date CONSTRAINT event_at_not_null NOT NULL,
    account_id integer CONSTRAINT event_account_id_not_null NOT NULL
);

CREATE TABLE public.measure (
    id integer,
    kind integer
)
PARTITION BY LIST (kind);

CREATE TABLE public.measure_1 (
    id integer,
    kind integer
);

CREATE TABLE public.measure_2 (
    id integer,
    kind integer
);

CREATE TABLE public.orgs (
    id text NOT NULL
);

CREATE TABLE public.receipt (
    id integer NOT NULL,
    event_id integer NOT NULL,
    event_at date NOT NULL
);

ALTER TABLE ONLY public.event ATTACH PARTITION public.event_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

ALTER TABLE ONLY public.event ATTACH PARTITION public.event_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

ALTER TABLE ONLY public.event_2025 ATTACH PARTITION public.event_2025_0 FOR VALUES WITH (modulus 2, remainder 0);

ALTER TABLE ONLY public.event_2025 ATTACH PARTITION public.event_2025_1 FOR VALUES WITH (modulus 2, remainder 1);

ALTER TABLE ONLY public.event ATTACH PARTITION public.event_rest DEFAULT;

ALTER TABLE ONLY public.measure ATTACH PARTITION public.measure_1 FOR VALUES IN (1);

ALTER TABLE ONLY public.measure ATTACH PARTITION public.measure_2 FOR VALUES IN (2);

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (id, at);

ALTER TABLE ONLY public.event_2024
    ADD CONSTRAINT event_2024_pkey PRIMARY KEY (id, at);

ALTER TABLE ONLY public.event_2025
    ADD CONSTRAINT event_2025_pkey PRIMARY KEY (id, at);

ALTER TABLE ONLY public.event_2025_0
    ADD CONSTRAINT event_2025_0_pkey PRIMARY KEY (id, at);

ALTER TABLE ONLY public.event_2025_1
    ADD CONSTRAINT event_2025_1_pkey PRIMARY KEY (id, at);

ALTER TABLE ONLY public.event_rest
    ADD CONSTRAINT event_rest_pkey PRIMARY KEY (id, at);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_pkey PRIMARY KEY (id);

ALTER INDEX public.event_pkey ATTACH PARTITION public.event_2024_pkey;

ALTER INDEX public.event_2025_pkey ATTACH PARTITION public.event_2025_0_pkey;

ALTER INDEX public.event_2025_pkey ATTACH PARTITION public.event_2025_1_pkey;

ALTER INDEX public.event_pkey ATTACH PARTITION public.event_2025_pkey;

ALTER INDEX public.event_pkey ATTACH PARTITION public.event_rest_pkey;

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_org_fkey FOREIGN KEY (org) REFERENCES public.orgs(id);

ALTER TABLE public.event
    ADD CONSTRAINT event_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_event_id_event_at_fkey FOREIGN KEY (event_id, event_at) REFERENCES public.event(id, at);
