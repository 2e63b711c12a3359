"""What keeps the tables of a plan from being distributed on Citus: each obstacle, and the remedy for it."""

from planner.verification.obstacles.cluster import instead, notes_of, of_cluster
from planner.verification.obstacles.obstacle import Goal, Obstacle
from planner.verification.obstacles.obstacles import obstacles

__all__ = ["Goal", "Obstacle", "instead", "notes_of", "obstacles", "of_cluster"]
