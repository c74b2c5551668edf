"""Models on the Hugging Face Hub: pull, push, deploy. Only this package talks to it.

Nothing is imported here: the modules import huggingface_hub, which takes half a second.
"""

import os

# huggingface_hub reads it at import: nothing is sent but what a pull or a push needs.
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
