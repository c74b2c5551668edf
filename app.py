"""Start the app: python app.py [--share] [--host HOST] [--port PORT]."""

import argparse

from mnist_space.startup import begin_startup

# Before gradio, whose import takes seconds: a model on the Hub comes meanwhile.
startup = begin_startup()

from mnist_space.ui import LAUNCH_SETTINGS, build_ui  # noqa: E402

demo = build_ui(startup.started())


def main() -> None:
    """Serve the app until it is stopped."""
    parser = argparse.ArgumentParser(description="Serve the digit reader in the browser.")
    parser.add_argument("--share", action="store_true", help="make a temporary public link")
    parser.add_argument("--host", help="address to listen on (127.0.0.1, or 0.0.0.0 on a Space)")
    parser.add_argument("--port", type=int, help="port to listen on (the first free from 7860)")
    options = parser.parse_args()
    demo.launch(
        share=options.share, server_name=options.host, server_port=options.port, **LAUNCH_SETTINGS
    )


if __name__ == "__main__":
    main()
