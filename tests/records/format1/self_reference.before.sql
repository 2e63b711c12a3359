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

CREATE TABLE public.employee (
    id integer NOT NULL,
    manager_id integer,
    team_id integer,
    CONSTRAINT employee_check CHECK ((num_nonnulls(manager_id, team_id) > 0))
);

CREATE TABLE public.orgs (
    id text NOT NULL
);

CREATE TABLE public.team (
    id integer NOT NULL,
    org text NOT NULL
);

ALTER TABLE ONLY public.employee
    ADD CONSTRAINT employee_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.team
    ADD CONSTRAINT team_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.employee
    ADD CONSTRAINT employee_manager_id_fkey FOREIGN KEY (manager_id) REFERENCES public.employee(id);

ALTER TABLE ONLY public.employee
    ADD CONSTRAINT employee_team_id_fkey FOREIGN KEY (team_id) REFERENCES public.team(id);

ALTER TABLE ONLY public.team
    ADD CONSTRAINT team_org_fkey FOREIGN KEY (org) REFERENCES public.orgs(id);
