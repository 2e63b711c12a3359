module Billing
  class Invoice < ApplicationRecord
    belongs_to :customer
    has_many :lines, dependent: :destroy

    validates :number, uniqueness: true
  end
end
