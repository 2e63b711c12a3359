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

CREATE TABLE public.legacy (
    id integer NOT NULL,
    area text NOT NULL,
    note text
);

CREATE TABLE public.legacy_line (
    id integer NOT NULL,
    legacy integer NOT NULL,
    area text NOT NULL
);

CREATE TABLE public.orgs (
    id text NOT NULL
);

CREATE TABLE public.user_org (
    user_id integer NOT NULL,
    region text NOT NULL,
    org text NOT NULL
);

ALTER TABLE ONLY public.legacy_line
    ADD CONSTRAINT legacy_line_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.legacy
    ADD CONSTRAINT legacy_pkey PRIMARY KEY (id, area);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.user_org
    ADD CONSTRAINT user_org_pkey PRIMARY KEY (user_id, region);

ALTER TABLE ONLY public.legacy_line
    ADD CONSTRAINT legacy_line_legacy_area_fkey FOREIGN KEY (legacy, area) REFERENCES public.legacy(id, area);
