"""Start the app: python app.py [--share] [--host HOST] [--port PORT]."""

import typer

from mnist_space.cli.serving import built_app, serve

demo = built_app()


def main() -> None:
    """Serve the app until it is stopped."""
    typer.run(serve)


if __name__ == "__main__":
    main()
