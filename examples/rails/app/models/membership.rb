class Membership < ApplicationRecord
  belongs_to :team
  belongs_to :agent

  validates :agent_id, uniqueness: { scope: :team_id }
end
