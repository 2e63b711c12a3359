# Gives a record a name for its address.
module Sluggable
  extend ActiveSupport::Concern

  included do
    before_validation { self.slug ||= title.to_s.parameterize }
    validates :slug, presence: true, uniqueness: true
  end
end
