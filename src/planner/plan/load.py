from dataclasses import dataclass
import yaml
from planner.errors import Place
from planner.plan.model import Plan


@dataclass
class LoadedPlan:
    plan: Plan
    file: str

    def place(self, *keys: str | int) -> Place:
        return Place(self.file, 1, 1)


def load_plan(path) -> LoadedPlan:
    return LoadedPlan(Plan.model_validate(yaml.safe_load(open(path))), str(path))
