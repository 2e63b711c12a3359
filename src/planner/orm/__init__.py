"""Edits that make the definition files of ORMs follow the plan: `wanted` says what the files must contain, `edit`
changes their bytes, and each ORM has a package."""
