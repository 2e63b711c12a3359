CREATE SCHEMA "billing";

CREATE TABLE "app_customers" (
	"id" bigint PRIMARY KEY NOT NULL,
	"slug" varchar(40) NOT NULL,
	CONSTRAINT "customers_slug_is_unique" UNIQUE("slug")
);

CREATE TABLE "billing"."invoices" (
	"number" text NOT NULL,
	"customer_id" bigint NOT NULL,
	"amount" numeric(12, 2),
	CONSTRAINT "invoices_number_pk" PRIMARY KEY("number")
);

ALTER TABLE "billing"."invoices" ADD CONSTRAINT "invoices_customer_id_app_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."app_customers"("id") ON DELETE restrict ON UPDATE no action;
