class Customer < ApplicationRecord
  belongs_to :country, optional: true # not everybody says it
  has_many :tickets, dependent: :restrict_with_error

  validates_uniqueness_of :email, :message => "is known already"
end
