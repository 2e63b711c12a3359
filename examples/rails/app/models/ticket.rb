class Ticket < ApplicationRecord
  belongs_to :customer
  belongs_to :assignee, class_name: "Agent", optional: true
  has_many :comments, dependent: :destroy
  has_many :taggings, dependent: :destroy
  has_many :tags, through: :taggings

  validates :subject, presence: true
  validates :number, presence: true, uniqueness: true

  scope :open, -> { where(closed_at: nil) }
end
