CREATE TABLE "audit" (
	"id" uuid PRIMARY KEY NOT NULL,
	"what" text
);

CREATE TABLE "lines" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_id" uuid NOT NULL
);

CREATE TABLE "orders" (
	"created_at" timestamp DEFAULT now() NOT NULL,
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid,
	"customer_number" integer
);

CREATE TABLE "people" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp DEFAULT now() NOT NULL
);

ALTER TABLE "lines" ADD CONSTRAINT "lines_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;
ALTER TABLE "orders" ADD CONSTRAINT "orders_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;
