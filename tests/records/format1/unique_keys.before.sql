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

CREATE TABLE public.documents (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    slug text NOT NULL COLLATE pg_catalog."C",
    number integer NOT NULL
);

CREATE TABLE public.orgs (
    id text NOT NULL
);

CREATE TABLE public.users (
    id bigint NOT NULL,
    org_id text NOT NULL,
    email text NOT NULL,
    handle text,
    badge integer NOT NULL
);

CREATE TABLE public.visits (
    id bigint,
    at date,
    user_id bigint NOT NULL,
    token text NOT NULL
)
PARTITION BY RANGE (at);

CREATE TABLE public.visits_2024 (
    id bigint,
    at date,
    user_id bigint CONSTRAINT visits_user_id_not_null NOT NULL,
    token text CONSTRAINT visits_token_not_null NOT NULL
);

CREATE TABLE public.visits_2025 (
    id bigint,
    at date,
    user_id bigint CONSTRAINT visits_user_id_not_null NOT NULL,
    token text CONSTRAINT visits_token_not_null NOT NULL
);

ALTER TABLE ONLY public.visits ATTACH PARTITION public.visits_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

ALTER TABLE ONLY public.visits ATTACH PARTITION public.visits_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_badge_key UNIQUE (badge) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_email_key UNIQUE (email);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.visits
    ADD CONSTRAINT visits_token_at_key UNIQUE (token, at);

ALTER TABLE ONLY public.visits_2024
    ADD CONSTRAINT visits_2024_token_at_key UNIQUE (token, at);

ALTER TABLE ONLY public.visits_2025
    ADD CONSTRAINT visits_2025_token_at_key UNIQUE (token, at);

CREATE UNIQUE INDEX documents_number ON public.documents USING btree (number);

ALTER TABLE ONLY public.documents REPLICA IDENTITY USING INDEX documents_number;

CREATE UNIQUE INDEX documents_slug ON public.documents USING btree (slug);

CREATE UNIQUE INDEX users_badge_email ON public.users USING btree (badge, email text_pattern_ops);

CREATE UNIQUE INDEX users_handle_lower ON public.users USING btree (lower(handle) DESC, badge) INCLUDE (email) WHERE (handle IS NOT NULL);

ALTER INDEX public.visits_token_at_key ATTACH PARTITION public.visits_2024_token_at_key;

ALTER INDEX public.visits_token_at_key ATTACH PARTITION public.visits_2025_token_at_key;

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

ALTER TABLE public.visits
    ADD CONSTRAINT visits_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);
