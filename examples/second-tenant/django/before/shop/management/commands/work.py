"""`manage.py work` does the background jobs until it is stopped; `manage.py work --nightly` the nightly one."""

import signal
import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from shop import jobs


class Command(BaseCommand):
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--nightly", action="store_true")

    def handle(self, *args: object, nightly: bool, **options: object) -> None:
        if nightly:
            self.stdout.write(str(jobs.nightly()))
            return
        stopped: list[int] = []  # no Event: its lock may be held when the signal comes
        signal.signal(signal.SIGTERM, lambda number, _: stopped.append(number))
        while not stopped:
            if not jobs.work():
                time.sleep(0.05)
