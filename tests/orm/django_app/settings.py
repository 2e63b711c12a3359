"""A Django project of one application, for planner orm --check."""

INSTALLED_APPS = ["shop"]
DATABASES: dict[str, dict[str, str]] = {"default": {}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
