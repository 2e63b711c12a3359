import { MigrationInterface, QueryRunner } from "typeorm";

export class Init1767225600000 implements MigrationInterface {
    name = 'Init1767225600000'

    public async up(queryRunner: QueryRunner): Promise<void> {
        await queryRunner.query(`CREATE TABLE "customer" ("id" uuid NOT NULL DEFAULT gen_random_uuid(), "createdAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "updatedAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "firstName" character varying NOT NULL, "lastName" character varying NOT NULL, "phone" character varying, "addressStreet" character varying, "addressCity" character varying, CONSTRAINT "PK_a7a13f4cacb744524e44dfdad32" PRIMARY KEY ("id"))`);
        await queryRunner.query(`CREATE UNIQUE INDEX "IDX_50bb8190c6f4318c09f42ee415" ON "customer"  ("phone") WHERE "phone" IS NOT NULL`);
        await queryRunner.query(`CREATE INDEX "IDX_c5c01661672e5ed0fa1df24519" ON "customer"  ("lastName", "firstName") `);
        await queryRunner.query(`CREATE TABLE "tag" ("id" SERIAL NOT NULL, "label" text NOT NULL, CONSTRAINT "UQ_647c189a51deb35bc452751bc4a" UNIQUE ("label"), CONSTRAINT "PK_8e4052373c579afc1471f526760" PRIMARY KEY ("id"))`);
        await queryRunner.query(`CREATE TABLE "product" ("id" SERIAL NOT NULL, "sku" character varying NOT NULL, "maker" character varying NOT NULL, "name" character varying NOT NULL, CONSTRAINT "product_name_per_maker" UNIQUE ("maker", "name"), CONSTRAINT "UQ_34f6ca1cd897cc926bdcca1ca39" UNIQUE ("sku"), CONSTRAINT "PK_bebc9158e480b949565b4dc7a82" PRIMARY KEY ("id"))`);
        await queryRunner.query(`CREATE TABLE "order_line" ("id" SERIAL NOT NULL, "quantity" integer NOT NULL, "orderId" uuid NOT NULL, "productId" integer NOT NULL, CONSTRAINT "PK_01a7c973d9f30479647e44f9892" PRIMARY KEY ("id"))`);
        await queryRunner.query(`CREATE TABLE "users" ("id" uuid NOT NULL DEFAULT gen_random_uuid(), "createdAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "updatedAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "email" character varying(200) NOT NULL, "name" character varying, CONSTRAINT "UQ_97672ac88f789774dd47f7c8be3" UNIQUE ("email"), CONSTRAINT "PK_a3ffb1c0c8416b9fc6f907b7433" PRIMARY KEY ("id"))`);
        await queryRunner.query(`CREATE TABLE "orders" ("id" uuid NOT NULL DEFAULT gen_random_uuid(), "createdAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "updatedAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "number" integer NOT NULL, "customer_id" uuid NOT NULL, "sellerId" uuid, CONSTRAINT "UQ_4e174e347d448617acdf98fef0d" UNIQUE ("number"), CONSTRAINT "PK_710e2d4957aa5878dfe94e4ac2f" PRIMARY KEY ("id"))`);
        await queryRunner.query(`CREATE INDEX "IDX_1c382880db667beb75d26c5787" ON "orders"  ("sellerId") `);
        await queryRunner.query(`CREATE TABLE "note" ("id" SERIAL NOT NULL, "text" text NOT NULL, "kind" character varying NOT NULL, "customerId" uuid, "orderId" uuid, CONSTRAINT "PK_96d0c172a4fba276b1bbed43058" PRIMARY KEY ("id"))`);
        await queryRunner.query(`CREATE INDEX "IDX_eed4b1feb116fa5f92bb15d7ea" ON "note"  ("kind") `);
        await queryRunner.query(`CREATE TABLE "product_tags" ("productId" integer NOT NULL, "tagId" integer NOT NULL, CONSTRAINT "PK_5211d54db48ab1656d2a475c77b" PRIMARY KEY ("productId", "tagId"))`);
        await queryRunner.query(`CREATE INDEX "IDX_d11be11255b8eeb5d761023e6b" ON "product_tags"  ("productId") `);
        await queryRunner.query(`CREATE INDEX "IDX_e6f035b2fbd8b506f33b15e59d" ON "product_tags"  ("tagId") `);
        await queryRunner.query(`ALTER TABLE "order_line" ADD CONSTRAINT "FK_239cfca2a55b98b90b6bef2e44f" FOREIGN KEY ("orderId") REFERENCES "orders"("id") ON DELETE CASCADE ON UPDATE NO ACTION`);
        await queryRunner.query(`ALTER TABLE "order_line" ADD CONSTRAINT "FK_8deef19c65f771528352b0f5a55" FOREIGN KEY ("productId") REFERENCES "product"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`);
        await queryRunner.query(`ALTER TABLE "orders" ADD CONSTRAINT "FK_772d0ce0473ac2ccfa26060dbe9" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE CASCADE ON UPDATE NO ACTION`);
        await queryRunner.query(`ALTER TABLE "orders" ADD CONSTRAINT "FK_1c382880db667beb75d26c57873" FOREIGN KEY ("sellerId") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE NO ACTION`);
        await queryRunner.query(`ALTER TABLE "note" ADD CONSTRAINT "FK_44b966fa1b600ec6ee09a8bb502" FOREIGN KEY ("customerId") REFERENCES "customer"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`);
        await queryRunner.query(`ALTER TABLE "note" ADD CONSTRAINT "FK_b3581bdae009c69da0bacd1ddf8" FOREIGN KEY ("orderId") REFERENCES "orders"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`);
        await queryRunner.query(`ALTER TABLE "product_tags" ADD CONSTRAINT "FK_d11be11255b8eeb5d761023e6bc" FOREIGN KEY ("productId") REFERENCES "product"("id") ON DELETE CASCADE ON UPDATE CASCADE`);
        await queryRunner.query(`ALTER TABLE "product_tags" ADD CONSTRAINT "FK_e6f035b2fbd8b506f33b15e59d9" FOREIGN KEY ("tagId") REFERENCES "tag"("id") ON DELETE CASCADE ON UPDATE CASCADE`);
    }

    public async down(queryRunner: QueryRunner): Promise<void> {
        await queryRunner.query(`ALTER TABLE "product_tags" DROP CONSTRAINT "FK_e6f035b2fbd8b506f33b15e59d9"`);
        await queryRunner.query(`ALTER TABLE "product_tags" DROP CONSTRAINT "FK_d11be11255b8eeb5d761023e6bc"`);
        await queryRunner.query(`ALTER TABLE "note" DROP CONSTRAINT "FK_b3581bdae009c69da0bacd1ddf8"`);
        await queryRunner.query(`ALTER TABLE "note" DROP CONSTRAINT "FK_44b966fa1b600ec6ee09a8bb502"`);
        await queryRunner.query(`ALTER TABLE "orders" DROP CONSTRAINT "FK_1c382880db667beb75d26c57873"`);
        await queryRunner.query(`ALTER TABLE "orders" DROP CONSTRAINT "FK_772d0ce0473ac2ccfa26060dbe9"`);
        await queryRunner.query(`ALTER TABLE "order_line" DROP CONSTRAINT "FK_8deef19c65f771528352b0f5a55"`);
        await queryRunner.query(`ALTER TABLE "order_line" DROP CONSTRAINT "FK_239cfca2a55b98b90b6bef2e44f"`);
        await queryRunner.query(`DROP INDEX "public"."IDX_e6f035b2fbd8b506f33b15e59d"`);
        await queryRunner.query(`DROP INDEX "public"."IDX_d11be11255b8eeb5d761023e6b"`);
        await queryRunner.query(`DROP TABLE "product_tags"`);
        await queryRunner.query(`DROP INDEX "public"."IDX_eed4b1feb116fa5f92bb15d7ea"`);
        await queryRunner.query(`DROP TABLE "note"`);
        await queryRunner.query(`DROP INDEX "public"."IDX_1c382880db667beb75d26c5787"`);
        await queryRunner.query(`DROP TABLE "orders"`);
        await queryRunner.query(`DROP TABLE "users"`);
        await queryRunner.query(`DROP TABLE "order_line"`);
        await queryRunner.query(`DROP TABLE "product"`);
        await queryRunner.query(`DROP TABLE "tag"`);
        await queryRunner.query(`DROP INDEX "public"."IDX_c5c01661672e5ed0fa1df24519"`);
        await queryRunner.query(`DROP INDEX "public"."IDX_50bb8190c6f4318c09f42ee415"`);
        await queryRunner.query(`DROP TABLE "customer"`);
    }

}
