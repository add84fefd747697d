"""Columns that several tables share: a state code with its check, and the line of a person or team."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from waystation.foundation.kernel.references import LENGTH


def line_column(**options: Any) -> "models.CharField[str, str]":
    """Return a column for the lasting name of a key pair, or for a reference of another room."""
    return models.CharField(max_length=LENGTH, **options)


def code_check(table: str, column: str, codes: Iterable[str]) -> models.CheckConstraint:
    """Return the check that a column holds one of the codes of its machine or list."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{column}__in": sorted(codes)}), name=f"casework_{table}_{column}_known"
    )
