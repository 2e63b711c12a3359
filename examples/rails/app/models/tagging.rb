class Tagging < ApplicationRecord
  belongs_to :ticket
  belongs_to :tag

  validates :tag, uniqueness: { scope: %i[ticket_id] }
end
