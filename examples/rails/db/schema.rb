# This file is auto-generated from the current state of the database. Instead
# of editing this file, please use the migrations feature of Active Record to
# incrementally modify your database, and then regenerate this schema definition.
#
# This file is the source Rails uses to define your schema when running `bin/rails
# db:schema:load`. When creating a new database, `bin/rails db:schema:load` tends to
# be faster and is potentially less error prone than running all of your
# migrations from scratch. Old migrations may fail to apply correctly if those
# migrations use external dependencies or application code.
#
# It's strongly recommended that you check this file into your version control system.

ActiveRecord::Schema.define(version: 2026_01_05_090000) do

  # These are extensions that must be enabled in order to support this database
  enable_extension "plpgsql"

  create_table "agents", force: :cascade do |t|
    t.string "name", null: false
    t.string "email", null: false
    t.datetime "created_at", precision: 6, null: false
    t.datetime "updated_at", precision: 6, null: false
    t.index "lower((email)::text)", name: "index_agents_on_lower_email", unique: true
  end

  create_table "billing_invoices", force: :cascade do |t|
    t.string "number", null: false
    t.bigint "customer_id", null: false
    t.datetime "created_at", precision: 6, null: false
    t.datetime "updated_at", precision: 6, null: false
    t.index ["customer_id"], name: "index_billing_invoices_on_customer_id"
    t.index ["number"], name: "index_billing_invoices_on_number", unique: true
  end

  create_table "billing_lines", force: :cascade do |t|
    t.bigint "invoice_id", null: false
    t.bigint "ticket_id"
    t.integer "cents", null: false
    t.index ["invoice_id"], name: "index_billing_lines_on_invoice_id"
    t.index ["ticket_id"], name: "index_billing_lines_on_ticket_id"
  end

  create_table "comments", force: :cascade do |t|
    t.string "type"
    t.bigint "ticket_id", null: false
    t.string "author_type", null: false
    t.bigint "author_id", null: false
    t.text "body", null: false
    t.datetime "created_at", precision: 6, null: false
    t.datetime "updated_at", precision: 6, null: false
    t.index ["author_type", "author_id"], name: "index_comments_on_author"
    t.index ["ticket_id"], name: "index_comments_on_ticket_id"
  end

  create_table "countries", force: :cascade do |t|
    t.string "code", null: false
    t.index ["code"], name: "index_countries_on_code", unique: true
  end

  create_table "customers", force: :cascade do |t|
    t.string "email", null: false
    t.bigint "country_id"
    t.datetime "created_at", precision: 6, null: false
    t.datetime "updated_at", precision: 6, null: false
    t.index ["country_id"], name: "index_customers_on_country_id"
    t.index ["email"], name: "index_customers_on_email", unique: true
  end

  create_table "kb_articles", force: :cascade do |t|
    t.string "title", null: false
    t.string "slug", null: false
    t.text "body"
    t.datetime "created_at", precision: 6, null: false
    t.datetime "updated_at", precision: 6, null: false
    t.index ["slug"], name: "index_kb_articles_on_slug", unique: true
  end

  create_table "memberships", force: :cascade do |t|
    t.bigint "team_id", null: false
    t.bigint "agent_id", null: false
    t.index ["agent_id"], name: "index_memberships_on_agent_id"
    t.index ["team_id", "agent_id"], name: "index_memberships_on_team_id_and_agent_id", unique: true
    t.index ["team_id"], name: "index_memberships_on_team_id"
  end

  create_table "taggings", force: :cascade do |t|
    t.bigint "ticket_id", null: false
    t.bigint "tag_id", null: false
    t.index ["tag_id", "ticket_id"], name: "index_taggings_on_tag_id_and_ticket_id", unique: true
    t.index ["tag_id"], name: "index_taggings_on_tag_id"
    t.index ["ticket_id"], name: "index_taggings_on_ticket_id"
  end

  create_table "tags", force: :cascade do |t|
    t.string "name", null: false
    t.index ["name"], name: "index_tags_on_name", unique: true
  end

  create_table "teams", force: :cascade do |t|
    t.string "title", null: false
    t.string "slug", null: false
    t.datetime "created_at", precision: 6, null: false
    t.datetime "updated_at", precision: 6, null: false
    t.index ["slug"], name: "index_teams_on_slug", unique: true
  end

  create_table "tickets", force: :cascade do |t|
    t.integer "number", null: false
    t.string "subject", null: false
    t.bigint "customer_id", null: false
    t.bigint "assignee_id"
    t.datetime "closed_at"
    t.datetime "created_at", precision: 6, null: false
    t.datetime "updated_at", precision: 6, null: false
    t.index ["assignee_id"], name: "index_tickets_on_assignee_id"
    t.index ["customer_id"], name: "index_tickets_on_customer_id"
    t.index ["number"], name: "index_tickets_on_number", unique: true
  end

  add_foreign_key "billing_invoices", "customers"
  add_foreign_key "billing_lines", "billing_invoices", column: "invoice_id"
  add_foreign_key "billing_lines", "tickets"
  add_foreign_key "comments", "tickets"
  add_foreign_key "customers", "countries"
  add_foreign_key "memberships", "agents"
  add_foreign_key "memberships", "teams"
  add_foreign_key "taggings", "tags"
  add_foreign_key "taggings", "tickets"
  add_foreign_key "tickets", "agents", column: "assignee_id", on_delete: :nullify
  add_foreign_key "tickets", "customers"
end
