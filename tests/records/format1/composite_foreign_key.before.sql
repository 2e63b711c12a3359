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

CREATE TABLE public.document (
    id integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    org text NOT NULL
);

CREATE TABLE public.orgs (
    id text NOT NULL
);

CREATE TABLE public.suggestion (
    id integer NOT NULL,
    document_id integer NOT NULL,
    document_created_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.document
    ADD CONSTRAINT document_pkey PRIMARY KEY (id, created_at);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.suggestion
    ADD CONSTRAINT suggestion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.document
    ADD CONSTRAINT document_org_fkey FOREIGN KEY (org) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.suggestion
    ADD CONSTRAINT suggestion_document_id_document_created_at_fkey FOREIGN KEY (document_id, document_created_at) REFERENCES public.document(id, created_at);
