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

CREATE TABLE public.chat (
    id integer NOT NULL,
    org text NOT NULL
);

CREATE TABLE public.document (
    id uuid NOT NULL,
    revision integer NOT NULL,
    chat integer NOT NULL
);

CREATE TABLE public.message (
    id bigint NOT NULL,
    chat_id bigint NOT NULL,
    body text
);

CREATE TABLE public.orgs (
    id text NOT NULL
);

CREATE TABLE public.suggestion (
    id integer NOT NULL,
    document uuid NOT NULL,
    document_revision integer NOT NULL
);

ALTER TABLE ONLY public.chat
    ADD CONSTRAINT chat_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.document
    ADD CONSTRAINT document_pkey PRIMARY KEY (id, revision);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.suggestion
    ADD CONSTRAINT suggestion_pkey PRIMARY KEY (id);
