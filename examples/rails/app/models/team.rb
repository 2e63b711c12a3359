class Team < ApplicationRecord
  include Sluggable

  has_many :memberships, dependent: :destroy
  has_many :agents, through: :memberships
end
