ENV["RAILS_ENV"] ||= "test"
require_relative "../config/environment"
require "rails/test_help"

class ActiveSupport::TestCase
  setup do
    Current.client = Client.create!(id: 1, name: "Default Client")
  end
end
