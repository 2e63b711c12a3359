-- name: phase_recorded
-- Whether planner's record has an entry of a phase.
EXISTS(SELECT 1 FROM planner.owned WHERE phase = :phase)
