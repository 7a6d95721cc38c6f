"""What comes in: forms with the known fields alone, and options as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import Request
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from nurie.server.schema import Strict

O = TypeVar("O", bound=Strict)  # noqa: E741


def only(*known: str) -> Callable[[Request], Any]:
    """A dependency that refuses a form with other fields, or with one twice."""

    async def check(request: Request) -> None:
        names = [name for name, _ in (await request.form()).multi_items()]
        if wrong := [name for name in names if name not in known or names.count(name) > 1]:
            raise HTTPException(422, f"unknown or repeated field {wrong[0]!r}; known are {', '.join(known)}, each once")

    return check


def parsed(kind: type[O], text: str) -> O:
    """Options from JSON. Raises HTTPException 422 with a sentence for each that is wrong."""
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        raise HTTPException(422, "; ".join(_sentence("options", problem) for problem in error.errors())) from None


def _sentence(where: str, problem: Any) -> str:
    place = ".".join(str(part) for part in (where, *problem["loc"]))
    return f"{place}: {problem['msg']}, found {str(problem.get('input'))[:60]!r}"
