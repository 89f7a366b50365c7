"""Who asks, in which workspace, with which rights."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import IntEnum
from typing import Any

from pilothouse.kit.errors import Forbidden


class Role(IntEnum):
    """What a member may do in a workspace; each role may do all that lower ones may."""

    VIEWER = 1
    EDITOR = 2
    OWNER = 3

    @property
    def label(self) -> str:
        return self.name.lower()

    @classmethod
    def named(cls, name: str) -> Role:
        return cls[name.upper()]


class Scope(IntEnum):
    """What a token may do at most, whatever its owner's role."""

    READ = 1
    WRITE = 2
    ADMIN = 3

    @property
    def label(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or a program acting in one workspace. `user_id` is None for the program itself, `token_id` for
    whoever acts without an API token."""

    user_id: int | None
    name: str
    workspace_id: int
    workspace_slug: str
    role: Role
    scope: Scope = Scope.ADMIN
    channel: str = "web"
    token_id: int | None = None

    def may(self, role: Role) -> bool:
        """Whether both the role and the token's scope reach as far as `role`."""
        return min(int(self.role), int(self.scope)) >= int(role)

    def require(self, role: Role) -> None:
        """Raise `Forbidden` unless the actor may act as `role`."""
        if self.may(role):
            return
        if self.role < role:
            cure = f"Ask an owner of this workspace to make you {role.label}."
        else:
            cure = f"Use a token with a wider scope than {self.scope.label}."
        raise Forbidden(f"This needs the role {role.label}; you act as {self.role.label}.", cure=cure)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"role": int(self.role), "scope": int(self.scope)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Actor:
        return cls(**(data | {"role": Role(data["role"]), "scope": Scope(data["scope"])}))
