# The same for everybody.
class Country < ApplicationRecord
  validates :code, uniqueness: true
end
