"""python -m mnist_space.hub: pull, push and deploy alone, without what training imports."""

import typer

from mnist_space.hub.command import deploy, pull, push

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
for command in (pull, push, deploy):
    app.command()(command)
app(prog_name="python -m mnist_space.hub")
