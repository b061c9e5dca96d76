"""Migrations that add much take one step: Django renders its models anew after every operation.

With a hundred tables that takes many times longer than the operations themselves.
"""

from collections.abc import Sequence

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.models import IndexOperation
from django.db.migrations.state import ProjectState

# What a table is made with when it is made in the same step.
OF_THE_TABLE = (AddField, AddConstraint, AddIndex)
ALLOWED = (CreateModel, AddField, IndexOperation)
LOOKS_BACK = AddConstraintNotValid  # to the table as it was before this step


class AtOnce(Operation):
    """Operations between two states of the models, not each between two of its own.

    A table that is made here gets its fields, constraints and indexes as it is made. So nothing
    may be added here that is removed again here."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        assert all(isinstance(one, ALLOWED) for one in operations), "others change what is there"
        assert not any(isinstance(one, LOOKS_BACK) for one in operations)
        self.operations = operations
        self.made = {one.name_lower for one in operations if isinstance(one, CreateModel)}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Render the models once, after the last operation."""
        rendered = state.__dict__.pop("apps", None)  # while it is away, nothing is rendered
        for operation in self.operations:
            operation.state_forwards(app_label, state)
        if rendered is not None:
            state.apps = rendered
            related = any(isinstance(one, CreateModel | AddField) for one in self.operations)
            touched = {(app_label, _model(one)) for one in self.operations}
            state.reload_models(list(touched), delay=not related)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Carry out all, except what comes with a table."""
        for operation in self.operations:
            if not isinstance(operation, OF_THE_TABLE) or _model(operation) not in self.made:
                operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Undo all, the last first; with a table goes all that is of it."""
        for operation in reversed(self.operations):
            if isinstance(operation, CreateModel) or _model(operation) not in self.made:
                operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Say what each of them does."""
        return "; ".join(operation.describe() for operation in self.operations)


def _model(operation: Operation) -> str:
    if isinstance(operation, CreateModel):
        return operation.name_lower
    assert isinstance(operation, AddField | IndexOperation)
    return operation.model_name_lower
