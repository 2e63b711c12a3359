"""A page for the people who must agree to a run, and for those who look at it afterwards.

`model` says what the page holds, `build` makes it of the evidence that `planner.run.evidence` reads, `owners` and
`timeline` place what is drawn, and `page` renders the templates. Data flows in this order alone.
"""
