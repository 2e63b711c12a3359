import { index, pgTable as table, uniqueIndex, foreignKey, unique } from "drizzle-orm/pg-core"
import { sql } from "drizzle-orm"

// accounts first
export const accounts = table("accounts", (t) => ({
	id: t.uuid("id").primaryKey().defaultRandom(),
	name: t.text("name").notNull() // shown everywhere
}))

export const members = table("members", (t) => ({
	id: t.integer("id").primaryKey().generatedAlwaysAsIdentity(),
	accountId: t.uuid("account_id").notNull().references(() => accounts.id, { onDelete: "cascade" }),
	email: t.text("email").notNull(),
	bossId: t.integer("boss_id"),
	tenantId: t.uuid("tenant_id").notNull(),
}), (self) => [
	uniqueIndex("members_tenant_id_email_idx").on(self.tenantId, self.email),
	index("members_lower").on(sql`lower(${self.email})`), // for search
	foreignKey({ columns: [self.tenantId], foreignColumns: [accounts.id], name: "members_tenant_id_fkey" }).onDelete("cascade"),
	unique("members_tenant_id_id_key").on(self.tenantId, self.id),
	index("members_tenant_id_idx").on(self.tenantId)
])

export const notes = table("notes", (t) => ({ id: t.serial("id").primaryKey(), memberId: t.integer("member_id").notNull(), tenantId: t.uuid("tenant_id").notNull() }), (table) => [
	foreignKey({ columns: [table.tenantId], foreignColumns: [accounts.id], name: "notes_tenant_id_fkey" }).onDelete("cascade"),
	foreignKey({ columns: [table.tenantId, table.memberId], foreignColumns: [members.tenantId, members.id], name: "notes_tenant_id_member_id_fkey" }),
	index("notes_tenant_id_idx").on(table.tenantId),
])
