"""The background jobs of the shop."""

from django.db import transaction

from shop.models import Customer, Job, Order


def work() -> bool:
    """Do the oldest job; return whether there was one. The job is gone if its work is done."""
    with transaction.atomic():
        job = Job.objects.select_for_update(skip_locked=True).order_by("id").first()
        if job is None:
            return False
        confirm(job.payload["order"])
        job.delete()
    return True


def confirm(number: int) -> None:
    """Confirm an order. Raise DoesNotExist if there is none: a job that finds nothing has not done its work."""
    order = Order.objects.get(id=number)
    order.confirmed = True
    order.save(update_fields=["confirmed"])


def nightly() -> int:
    """Forget the customers without an order."""
    forgotten, _ = Customer.objects.filter(orders=None).delete()
    return forgotten
