"""The plan resolved against a catalog: plan × catalog → Tenancy, with the place of every mistake."""
