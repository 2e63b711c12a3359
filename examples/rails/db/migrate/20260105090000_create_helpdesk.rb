class CreateHelpdesk < ActiveRecord::Migration[6.1]
  def change
    create_table :countries do |t|
      t.string :code, null: false, index: { unique: true }
    end

    create_table :agents do |t|
      t.string :name, null: false
      t.string :email, null: false
      t.timestamps
      t.index "lower(email)", unique: true, name: "index_agents_on_lower_email"
    end

    create_table :teams do |t|
      t.string :title, null: false
      t.string :slug, null: false, index: { unique: true }
      t.timestamps
    end

    create_table :memberships do |t|
      t.references :team, null: false, foreign_key: true
      t.references :agent, null: false, foreign_key: true
      t.index %i[team_id agent_id], unique: true
    end

    create_table :customers do |t|
      t.string :email, null: false, index: { unique: true }
      t.references :country, foreign_key: true
      t.timestamps
    end

    create_table :tickets do |t|
      t.integer :number, null: false, index: { unique: true }
      t.string :subject, null: false
      t.references :customer, null: false, foreign_key: true
      t.references :assignee, foreign_key: { to_table: :agents, on_delete: :nullify }
      t.datetime :closed_at
      t.timestamps
    end

    create_table :comments do |t|
      t.string :type
      t.references :ticket, null: false, foreign_key: true
      t.references :author, null: false, polymorphic: true
      t.text :body, null: false
      t.timestamps
    end

    create_table :tags do |t|
      t.string :name, null: false, index: { unique: true }
    end

    create_table :taggings do |t|
      t.references :ticket, null: false, foreign_key: true
      t.references :tag, null: false, foreign_key: true
      t.index %i[tag_id ticket_id], unique: true
    end

    create_table :kb_articles do |t|
      t.string :title, null: false
      t.string :slug, null: false, index: { unique: true }
      t.text :body
      t.timestamps
    end

    create_table :billing_invoices do |t|
      t.string :number, null: false, index: { unique: true }
      t.references :customer, null: false, foreign_key: true
      t.timestamps
    end

    create_table :billing_lines do |t|
      t.references :invoice, null: false, foreign_key: { to_table: :billing_invoices }
      t.references :ticket, foreign_key: true
      t.integer :cents, null: false
    end
  end
end
