class Billing::Line < ApplicationRecord
  belongs_to :invoice
  belongs_to :ticket, optional: true
end
