"""Definition files of ORMs follow the plan: `wanted` (what they must say), `edit` (bytes), and one package for each ORM."""
