class Agent < ApplicationRecord
  has_many :memberships, dependent: :destroy
  has_many :teams, through: :memberships

  validates :name, presence: true
  validates :email, presence: true, uniqueness: { case_sensitive: false }
end
