"""The orders of a shop over HTTP."""

import json

from django.db.models import Count
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404

from shop.models import Customer, Job, Order


def orders(request: HttpRequest) -> JsonResponse:
    if request.method == "POST":
        return JsonResponse({"id": add(**json.loads(request.body))}, status=201)
    newest = Order.objects.select_related("customer").order_by("-id")[:20]
    return JsonResponse(
        [{"id": o.id, "email": o.customer.email, "note": o.note, "confirmed": o.confirmed} for o in newest], safe=False
    )


def add(email: str, name: str, note: str) -> int:
    """Return the id of the new order. A job confirms it later."""
    Customer.objects.bulk_create([Customer(email=email, name=name)], ignore_conflicts=True)
    order = Order.objects.create(customer=Customer.objects.get(email=email), note=note)
    Job.objects.create(payload={"order": order.id})
    return order.id


def change(request: HttpRequest, number: int) -> JsonResponse:
    order = get_object_or_404(Order, id=number)
    order.note = json.loads(request.body)["note"]
    order.save(update_fields=["note"])
    return JsonResponse({})


def customers(request: HttpRequest) -> JsonResponse:
    found = Customer.objects.annotate(count=Count("orders")).order_by("email")[:50]
    return JsonResponse([{"email": c.email, "name": c.name, "orders": c.count} for c in found], safe=False)
