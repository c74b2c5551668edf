"""python -m mnist_space.cli.hub_child: pull, push and deploy alone, for a process of its own."""

import typer

from mnist_space.cli.hub import deploy, pull, push

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
for command in (pull, push, deploy):
    app.command()(command)
app(prog_name="python -m mnist_space.cli.hub_child")
