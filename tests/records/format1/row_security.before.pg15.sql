DO $$ BEGIN CREATE ROLE golden_app; EXCEPTION WHEN duplicate_object THEN NULL; END $$;

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

CREATE TABLE public."Chat" (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    title text
);

CREATE TABLE public.events (
    id bigint,
    at date,
    user_id bigint NOT NULL
)
PARTITION BY RANGE (at);

CREATE TABLE public.events_2024 (
    id bigint,
    at date,
    user_id bigint NOT NULL
);

CREATE TABLE public.orgs (
    id integer NOT NULL
);

CREATE TABLE public.users (
    id bigint NOT NULL,
    org_id integer NOT NULL,
    email text NOT NULL
);

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

ALTER TABLE ONLY public."Chat"
    ADD CONSTRAINT "Chat_pkey" PRIMARY KEY (id);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public."Chat"
    ADD CONSTRAINT "Chat_user_id_fkey" FOREIGN KEY (user_id) REFERENCES public.users(id);

ALTER TABLE public.events
    ADD CONSTRAINT events_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs(id);

ALTER TABLE public."Chat" ENABLE ROW LEVEL SECURITY;

CREATE POLICY everything ON public."Chat" USING ((title IS NOT NULL));

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public."Chat" TO golden_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.events TO golden_app;

GRANT SELECT ON TABLE public.orgs TO golden_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.users TO golden_app;
