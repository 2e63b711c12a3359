class Article < ApplicationRecord
  self.table_name = "kb_articles"

  include Sluggable
end
