"""The words of Active Record, and of the gem acts_as_tenant (1.0), that declare the tenant's association."""

from __future__ import annotations

from planner.orm.held import Words

BELONGS_TO = "belongs_to"
ACTS_AS_TENANT = "acts_as_tenant"
"""This word declares a belongs_to, and a default scope with the tenant."""

WORDS = Words(indexes=False, several=False)
"""A model declares no keys and no indexes. Validations are no declarations: `validations` decides about them."""

SCOPED = "validates_uniqueness_to_tenant"
"""acts_as_tenant's own validation, which has the tenant already."""

TAKEN = ("optional", "class_name", "foreign_key", "inverse_of", "primary_key", "counter_cache", "touch")
"""The options of belongs_to that acts_as_tenant takes, too."""
