"""The background jobs of the shop."""

from django.db import transaction

from shop.models import Client, Customer, Job, Order
from tenancy import tenant

FIRST = "acme"
"""The tenant of the jobs that the earlier application has left in the queue."""


def work() -> bool:
    """Do the oldest job; return whether there was one. The job is gone if its work is done."""
    with transaction.atomic():
        job = Job.objects.select_for_update(skip_locked=True).order_by("id").first()
        if job is None:
            return False
        with tenant(job.payload.get("client", FIRST)):
            confirm(job.payload["order"])
        job.delete()
    return True


def confirm(number: int) -> None:
    """Confirm an order. Raise DoesNotExist if there is none: a job that finds nothing has not done its work."""
    order = Order.objects.get(id=number)
    order.confirmed = True
    order.save(update_fields=["confirmed"])


def nightly() -> int:
    """Forget the customers without an order, of one tenant after the other."""
    return sum(forget(client) for client in Client.objects.values_list("id", flat=True))


def forget(client: str) -> int:
    with tenant(client):
        forgotten, _ = Customer.objects.filter(orders=None).delete()
        return forgotten
