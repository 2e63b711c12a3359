class Current < ActiveSupport::CurrentAttributes
  attribute :client
end
