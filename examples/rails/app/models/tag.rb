class Tag < ApplicationRecord
  validates :name, uniqueness: true
end
