class ApplicationRecord < ActiveRecord::Base
  self.abstract_class = true

  before_validation :give_client, on: :create

  private

  def give_client
    self.client ||= Current.client if self.class.reflect_on_association(:client)
  end
end
