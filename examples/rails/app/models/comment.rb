class Comment < ApplicationRecord
  belongs_to :ticket
  belongs_to :author, polymorphic: true

  validates :body, presence: true
end
