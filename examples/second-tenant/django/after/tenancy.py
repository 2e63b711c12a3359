"""The tenant of a request or a job. planner 0.2.0.dev0 wrote it; it is yours from now on.

In settings.py, after the middleware that knows the user:

    MIDDLEWARE = [..., "tenancy.TenantMiddleware"]
    TENANT_OF_REQUEST = "accounts.tenants.of_request"  # a function: the request -> the tenant's key, or None

In a job, a management command or a test:

    with tenant(tenant_id):
        Order.objects.create(note="…")
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

SETTING = "app.client_id"
"""The setting of a database session that names its tenant."""


@contextmanager
def tenant(tenant_id: str, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Open a transaction of one tenant. At its end the setting is again what it was before.

    Inside another transaction, such as that of a TestCase, the setting would otherwise stay until the outer end.
    """
    if tenant_id is None or str(tenant_id) == "":
        raise ValueError("None and an empty text name no tenant")
    with transaction.atomic(using=using):
        before = _set(str(tenant_id), using)
        if before not in ("", str(tenant_id)):
            _set(before, using)
            raise RuntimeError("a transaction of another tenant is open")
        yield
        _set(before, using)


def current_tenant(using: str = DEFAULT_DB_ALIAS) -> str | None:
    """Return the tenant of the open transaction, such as for the arguments of a job."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT nullif(pg_catalog.current_setting(%s, true), '')", [SETTING])
        (found,) = cursor.fetchone()
    return found


def _set(tenant_id: str, using: str) -> str:
    """Set the tenant until the end of the transaction, and return the one before."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT coalesce(pg_catalog.current_setting(%s, true), '')", [SETTING])
        (before,) = cursor.fetchone()
        cursor.execute("SELECT pg_catalog.set_config(%s, %s, true)", [SETTING, tenant_id])
    return before


class TenantMiddleware:
    """Run each request in a transaction of its tenant. An exception of the view, or an answer of 500, rolls it back.

    A StreamingHttpResponse is made after the transaction: give it rows that have been read. Async views work, too: Django
    runs their ORM calls in the thread of the middleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.tenant_of = import_string(settings.TENANT_OF_REQUEST)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        tenant_id = self.tenant_of(request)
        if tenant_id is None:
            return self.get_response(request)
        with tenant(tenant_id):
            with transaction.atomic():
                response = self.get_response(request)
                if getattr(request, "tenant_failed", False) or response.status_code >= 500:
                    transaction.set_rollback(True)
            return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> Any:
        """Remember that the view failed. Django turns the exception into an answer."""
        request.tenant_failed = True  # type: ignore[attr-defined]
