"""Accounts from the shell of whoever runs the server."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pilothouse.kit.shell import django_ready, print_json, print_table

if TYPE_CHECKING:
    from pilothouse.kit.actor import Actor

app = typer.Typer()
tokens = typer.Typer(help="API tokens of a workspace.", no_args_is_help=True)
members = typer.Typer(help="Members of a workspace.", no_args_is_help=True)
letters = typer.Typer(help="E-mail to members.", no_args_is_help=True)
app.add_typer(tokens, name="token")
app.add_typer(members, name="member")
app.add_typer(letters, name="mail")

Workspace = Annotated[str | None, typer.Option("--workspace", "-w", help="Which workspace; the only one.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("workspaces")
def workspaces(json: Json = False) -> None:
    """List the workspaces of this installation."""
    django_ready()
    from dataclasses import asdict

    from pilothouse.accounts import queries

    rows = queries.all_workspaces()
    if json:
        print_json([asdict(row) for row in rows])
        return
    print_table(
        ("slug", "name", "currency", ""),
        [(r.slug, r.name, r.currency, "demo" if r.is_demo else "") for r in rows],
    )


@app.command("init")
def init(
    name: Annotated[str, typer.Option(help="Name of the workspace.", prompt="Name of the workspace")],
    person: Annotated[str, typer.Option(help="Name of its owner.", prompt="Your name")],
    email: Annotated[str, typer.Option(help="E-mail of its owner.", prompt="Your e-mail")],
    slug: Annotated[str, typer.Option(help="Its part of the address; made from the name.")] = "",
    currency: Annotated[str, typer.Option(help="ISO 4217 code.")] = "EUR",
    password_stdin: Annotated[
        bool,
        typer.Option("--password-stdin", help="Read the password from standard input, not the terminal."),
    ] = False,
    json: Json = False,
) -> None:
    """Make a workspace and its owner."""
    password = _password(from_stdin=password_stdin)
    django_ready()
    from dataclasses import asdict

    from pilothouse.accounts import queries, services
    from pilothouse.kit import clock

    made = services.found_workspace(
        now=clock.now(),
        name=name,
        slug=slug or queries.free_slug(name),
        email=email,
        person=person,
        password=password,
        currency=currency,
        channel="cli",
    )
    if json:
        print_json(asdict(made))
        return
    typer.echo(f"Made the workspace {made.slug}. {email} logs in at /login.")


@tokens.command("create")
def create_token(
    name: Annotated[str, typer.Argument(help="What it is for.")],
    scope: Annotated[str, typer.Option(help="Its reach: read, write or admin.")] = "read",
    days: Annotated[int, typer.Option(help="How many days it holds, 1 to 366.")] = 90,
    email: Annotated[
        str, typer.Option("--as", help="E-mail of the member it acts as; the first owner.")
    ] = "",
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Make an API token and print its secret, which is shown only this once."""
    actor = _actor(workspace)
    from pilothouse.accounts import services
    from pilothouse.kit import clock
    from pilothouse.kit.actor import Scope
    from pilothouse.kit.errors import Invalid

    if scope.upper() not in Scope.__members__:
        raise Invalid(f"'{scope[:20]}' is no reach.", where="--scope", cure="Choose read, write or admin.")
    made = services.create_token(
        actor=actor, now=clock.now(), name=name, scope=Scope[scope.upper()], days=days, email=email
    )
    if json:
        print_json(_token(made.token) | {"secret": made.secret})
        return
    typer.echo(made.secret)
    typer.echo(f"Shown only now. It acts as {made.token.owner_name} ({made.token.scope.label}).", err=True)


@tokens.command("list")
def list_tokens(workspace: Workspace = None, json: Json = False) -> None:
    """List the tokens of the workspace."""
    actor = _actor(workspace)
    from pilothouse.accounts import queries

    rows = [_token(row) for row in queries.tokens(actor=actor)]
    if json:
        print_json(rows)
        return
    columns = ("id", "prefix", "name", "scope", "owner_name", "expires_at", "revoked_at")
    print_table(columns, [tuple(_short(row[name]) for name in columns) for row in rows])


@tokens.command("revoke")
def revoke_token(
    token_id: Annotated[int, typer.Argument(help="Its number, from `pilothouse token list`.")],
    workspace: Workspace = None,
) -> None:
    """Revoke a token for good."""
    actor = _actor(workspace)
    from pilothouse.accounts import services
    from pilothouse.kit import clock

    row = services.revoke_token(actor=actor, now=clock.now(), token_id=token_id)
    typer.echo(f"Revoked {row.prefix}… ({row.name}).")


@tokens.command("revoke-all")
def revoke_tokens(
    email: Annotated[str, typer.Option("--of", help="E-mail of the member whose tokens end.")] = "",
    everyone: Annotated[bool, typer.Option("--everyone", help="Those of every member.")] = False,
    workspace: Workspace = None,
) -> None:
    """Revoke all tokens of a member, or of everyone in the workspace."""
    from pilothouse.kit.errors import Invalid

    if bool(email) == everyone:
        raise Invalid("Whose tokens shall end?", where="--of", cure="Give --of E-MAIL, or --everyone.")
    actor = _actor(workspace)
    from pilothouse.accounts import services
    from pilothouse.kit import clock

    many = services.revoke_tokens(actor=actor, now=clock.now(), of_everyone=everyone, email=email)
    typer.echo(f"Revoked {many} token{'' if many == 1 else 's'}.")


@members.command("list")
def list_members(workspace: Workspace = None, json: Json = False) -> None:
    """List members and their roles."""
    actor = _actor(workspace)
    from dataclasses import asdict

    from pilothouse.accounts import queries

    rows = queries.members(actor=actor)
    if json:
        print_json([asdict(row) | {"role": row.role.label} for row in rows])
        return
    print_table(("id", "name", "email", "role"), [(str(r.id), r.name, r.email, r.role.label) for r in rows])


@members.command("password")
def set_password(
    email: Annotated[str, typer.Argument(help="E-mail of the member.")],
    workspace: Workspace = None,
    password_stdin: Annotated[
        bool,
        typer.Option("--password-stdin", help="Read the password from standard input, not the terminal."),
    ] = False,
    keep_tokens: Annotated[
        bool, typer.Option("--keep-tokens", help="Leave the member's API tokens as they are.")
    ] = False,
) -> None:
    """Give a member a new password, for who has forgotten it; ends the member's sessions and API tokens."""
    actor = _actor(workspace)
    from pilothouse.accounts import services
    from pilothouse.kit import clock

    new = _password(from_stdin=password_stdin)
    ended = services.reset_password(
        actor=actor, now=clock.now(), email=email, new=new, keep_tokens=keep_tokens
    )
    typer.echo(f"{email} has a new password; {ended} API token{'' if ended == 1 else 's'} ended.")


@letters.command("test")
def test_mail(address: Annotated[str, typer.Argument(help="Where to send an e-mail.")]) -> None:
    """Send an e-mail to an address, and print what the mail server answers."""
    django_ready()
    from pilothouse.accounts import rules
    from pilothouse.kit import mail
    from pilothouse.kit.errors import Unavailable

    text = f"Pilothouse can send e-mail. Links in its e-mails begin with {mail.address_of('/')}\n"
    letter = mail.Letter(rules.email(address), "", "Pilothouse: a test", text, f"<p>{text}</p>", _key())
    try:
        with mail.Post() as post:
            typer.echo(f"Connected to {post.server.host}:{post.server.port} (TLS: {post.server.tls}).")
            answer = post.deliver(post.offer(letter))
    except mail.Failed as failed:
        raise Unavailable(
            f"The e-mail did not go out: {failed.answer}",
            cure="Check PILOTHOUSE_SMTP and PILOTHOUSE_MAIL_FROM.",
        ) from None
    typer.echo(f"The mail server answered: {answer}")


@letters.command("list")
def list_letters(
    state: Annotated[
        str, typer.Option(help="Only waiting, sending, sent, failed, unsure or dropped ones.")
    ] = "",
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """List the newest e-mails and what the mail server said."""
    actor = _actor(workspace)
    from dataclasses import asdict

    from pilothouse.accounts import queries

    rows = queries.letters(actor=actor, state=state).rows
    if json:
        print_json([asdict(row) for row in rows])
        return
    columns = ("id", "to", "state", "tries", "made_at", "subject", "answer")
    print_table(columns, [tuple(_short(getattr(row, name)) for name in columns) for row in rows])


@letters.command("retry")
def retry_letter(
    letter_id: Annotated[int, typer.Argument(help="Its number, from `pilothouse mail list`.")],
    workspace: Workspace = None,
) -> None:
    """Send an e-mail again that failed, or may not have arrived."""
    actor = _actor(workspace)
    from pilothouse.accounts import services
    from pilothouse.kit import clock

    row = services.retry_letter(actor=actor, now=clock.now(), id=letter_id)
    typer.echo(f"The e-mail to {row.to} waits to be sent again.")


def _key() -> str:
    from secrets import token_hex

    return token_hex(16)


def _actor(workspace: str | None) -> Actor:
    django_ready()
    from pilothouse.accounts.queries import shell_actor

    return shell_actor(workspace)


def _password(*, from_stdin: bool) -> str:
    """Never an option: other users of the machine can read a command's arguments."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


def _token(row: Any) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(row) | {"scope": row.scope.label}


def _short(value: Any) -> str:
    if value is None:
        return ""
    from pilothouse.kit.dates import day_text

    return day_text(value) if hasattr(value, "year") else str(value)
