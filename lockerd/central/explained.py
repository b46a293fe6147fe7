"""What stands below a model's field, as its description in the contract.

pydantic can look for it itself (``use_attribute_docstrings``), but does so whenever a model is made: a daemon would
read its own source at each start, for a contract that is written here once in a release.
"""

import ast
import inspect
from collections.abc import Mapping
from typing import Any, cast

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import ModelSchema


class Explained(GenerateJsonSchema):
    """Schemas whose fields say what their docstrings say, where they have no description of their own."""

    def model_schema(self, schema: ModelSchema) -> JsonSchemaValue:
        """See ``GenerateJsonSchema.model_schema``."""
        found = super().model_schema(schema)
        properties: dict[str, Any] = found.get("properties", {})
        for name, text in docstrings(cast("type[BaseModel]", schema["cls"])).items():
            properties[name].setdefault("description", text)
        return found


def docstrings(model: type[BaseModel]) -> Mapping[str, str]:
    """By field, also of the classes that the model extends; nothing where the model was not written but made."""
    found: dict[str, str] = {}
    for each in reversed(model.__mro__):
        if issubclass(each, BaseModel) and each is not BaseModel:
            found |= _written(each)
    return {name: text for name, text in found.items() if name in model.model_fields}


def _written(model: type[BaseModel]) -> Mapping[str, str]:
    try:
        tree = ast.parse(inspect.getsource(model))
    except (OSError, IndentationError):
        return {}
    (written,) = tree.body
    assert isinstance(written, ast.ClassDef)
    found = {}
    for field, below in zip(written.body, written.body[1:], strict=False):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                found[name] = inspect.cleandoc(text)
            case _:
                pass
    return found
