require "test_helper"

class TenancyTest < ActiveSupport::TestCase
  test "a row belongs to the current client" do
    assert_equal Current.client, Tag.create!(name: "urgent").client
  end

  test "two clients may use the same names" do
    Tag.create!(name: "urgent")
    Agent.create!(name: "Bo", email: "bo@example.com")

    Current.client = Client.create!(id: 2, name: "Second Client")
    Tag.create!(name: "urgent")
    Agent.create!(name: "Bo", email: "BO@example.com")
    assert_not Tag.new(name: "urgent").valid?
  end

  test "a row without a client is refused" do
    Current.client = nil

    assert_equal ["Client must exist"], Tag.create(name: "urgent").errors.full_messages
  end
end
