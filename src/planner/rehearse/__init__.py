"""`planner rehearse`: the whole run on a clone, before the real one. (run/rehearsal/ holds the checks of the dry-run.)"""
