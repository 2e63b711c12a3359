"""Rails' words for tables and classes: the rules of ActiveSupport, with an application's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import inflection

_IRREGULAR = re.compile(r"""\.irregular[ (]+(["'])([^"']+)\1\s*,\s*(["'])([^"']+)\3""")
_UNCOUNTABLE = re.compile(r"""\.uncountable[ (]+(%[wW]?[(\[{]([^)\]}]*)|\[?(?:\s*["':][\w ]+["']?\s*,?)+)""")
_ACRONYM = re.compile(r"""\.acronym[ (]+["'](\w+)""")
_RULE = re.compile(r"""\.(plural|singular)[ (]+/((?:[^/\\\n]|\\.)+)/(i?)\s*,\s*(["'])([^"'\n]*)\4""")
_OTHERS = {"potato": "potatos", "passerby": "passerbies"}
"""The words that ActiveSupport 6.1 makes in another way than the library."""


@dataclass(frozen=True, slots=True)
class Inflections:
    """Words beyond the rules. Rails compares the end of a name with them."""

    plurals: Mapping[str, str] = field(default_factory=dict)
    """Plurals by their singular, in lower case."""
    uncountable: frozenset[str] = frozenset()
    """Whole names that have no plural."""
    acronyms: frozenset[str] = frozenset()
    rules: tuple[tuple[str, re.Pattern[str], str], ...] = ()
    """The application's own rules (plural or singular, pattern, replacement); the first that fits counts."""

    def table(self, class_name: str) -> str:
        """Return the table of a class without its modules: people for Person."""
        return self.plural(self.underscore(class_name))

    def plural(self, name: str) -> str:
        if name.lower() in self.uncountable or name.lower() == "police":
            return name
        own = self._ruled("plural", name)
        if own is not None:
            return own
        for singular, plural in {**_OTHERS, **self.plurals}.items():
            if name.lower().endswith(singular):
                return name[: len(name) - len(singular)] + plural
            if name.lower().endswith(plural):
                return name
        return inflection.pluralize(name)

    def singular(self, name: str) -> str:
        if name.lower() in self.uncountable:
            return name
        own = self._ruled("singular", name)
        if own is not None:
            return own
        for singular, plural in {**_OTHERS, **self.plurals}.items():
            if name.lower().endswith(plural):
                return name[: len(name) - len(plural)] + singular
        return inflection.singularize(name)

    def _ruled(self, number: str, name: str) -> str | None:
        for of, pattern, replacement in self.rules:
            if of == number and pattern.search(name) is not None:
                return pattern.sub(replacement, name, count=1)
        return None

    def underscore(self, name: str) -> str:
        """Return oauth_token for OauthToken, and for OAuthToken if OAuth is an acronym."""
        for acronym in sorted(self.acronyms, key=len, reverse=True):
            name = re.sub(rf"(?:(?<=[A-Za-z\d])|\b){acronym}(?=\b|[^a-z])", lambda m: f"_{m[0].lower()}_", name)
        return re.sub("_+", "_", inflection.underscore(name)).strip("_")

    def class_name(self, table: str) -> str:
        """Return the class that a table would have: Person for people."""
        words = re.split(r"[^0-9A-Za-z]+", self.singular(inflection.underscore(table)))
        return "".join(part[:1].upper() + part[1:] for part in words if part) or "Tenant"


def inflections(text: str) -> Inflections:
    """Return the words of config/initializers/inflections.rb. Comments are left out."""
    text = re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)
    plurals = {found[2].lower(): found[4].lower() for found in _IRREGULAR.finditer(text)}
    whole: set[str] = set()
    for found in _UNCOUNTABLE.finditer(text):
        listed = found[2].split() if found[2] is not None else re.findall(r"\w+", found[1])
        whole |= {one.lower() for one in listed}
    rules = tuple(rule for found in reversed(list(_RULE.finditer(text))) if (rule := _rule(found)) is not None)
    return Inflections(plurals, frozenset(whole), frozenset(_ACRONYM.findall(text)), rules)


def _rule(found: re.Match[str]) -> tuple[str, re.Pattern[str], str] | None:
    """Return a rule of Ruby as one of Python; None for a pattern that Python does not have."""
    try:
        pattern = re.compile(found[2].replace(r"\z", r"\Z"), re.IGNORECASE if found[3] else 0)
        pattern.sub(found[5], "")
    except (re.error, IndexError):
        return None
    return found[1], pattern, found[5]
