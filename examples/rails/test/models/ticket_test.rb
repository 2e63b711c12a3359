require "test_helper"

class TicketTest < ActiveSupport::TestCase
  setup do
    @customer = Customer.create!(email: "ann@example.com")
    @agent = Agent.create!(name: "Bo", email: "bo@example.com")
  end

  test "a ticket has comments of both sides" do
    ticket = Ticket.create!(number: 1, subject: "It is broken", customer: @customer)
    ticket.comments.create!(author: @customer, body: "Since Monday")
    Note.create!(ticket: ticket, author: @agent, body: "Seen it before")

    assert_equal 2, ticket.comments.count
    assert_equal [ticket], Ticket.open.to_a
  end

  test "a number is given once" do
    Ticket.create!(number: 1, subject: "It is broken", customer: @customer)

    assert_not Ticket.new(number: 1, subject: "Again", customer: @customer).valid?
  end

  test "articles and teams have an address each" do
    assert_equal "first-steps", Article.create!(title: "First steps").slug
    assert_not Article.new(title: "First steps").valid?
    assert Team.new(title: "First steps").valid?
  end

  test "an invoice has lines" do
    ticket = Ticket.create!(number: 1, subject: "It is broken", customer: @customer)
    invoice = Billing::Invoice.create!(number: "2026-1", customer: @customer)
    invoice.lines.create!(ticket: ticket, cents: 4200)

    assert_equal 4200, invoice.lines.sum(:cents)
  end
end
