"""Whom a request is for."""

from django.http import HttpRequest


def of_request(request: HttpRequest) -> str:
    """Return the tenant: acme.shop.example is the shop of acme."""
    return request.get_host().partition(".")[0]
