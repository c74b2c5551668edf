"""Who brings no session gets none, and no more than the limit are kept.

In a process of its own, for it replaces parts of gradio.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHECK = """
import json, sys, urllib.request
from gradio import state_holder
import app
from mnist_space.ui import LAUNCH_SETTINGS

made = []
begin = state_holder.SessionState.__init__
def counted(state, blocks):
    made.append(state)
    begin(state, blocks)
state_holder.SessionState.__init__ = counted
home = app.demo.launch(prevent_thread_lock=True, quiet=True, **LAUNCH_SETTINGS)[1].rstrip("/")

def ask(path, payload=None):
    data = None if payload is None else json.dumps(payload).encode()
    request = urllib.request.Request(home + path, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return response.read().decode()

def count(path, payload):
    before = len(made)
    answer = ask(path, payload)
    if "event_id" in answer:
        answer = ask(path + "/" + json.loads(answer)["event_id"])
    assert '"name":' in answer and "convnet" in answer, answer
    return len(made) - before

one = {"data": ["convnet"]}
events = json.loads(ask("/config"))["dependencies"]
event = next(each["id"] for each in events if each["api_name"] == "model")
said = {
    "run": count("/gradio_api/run/model", one),
    "run by number": count("/gradio_api/run/predict", {**one, "fn_index": event}),
    "call": count("/gradio_api/call/model", one),
    "kept": len(app.demo.state_holder.session_data),
    "with a session": count("/gradio_api/run/model", {**one, "session_hash": "visitor"}),
    "again": count("/gradio_api/run/model", {**one, "session_hash": "visitor"}),
    "kept then": list(app.demo.state_holder.session_data),
    "plots": "matplotlib.pyplot" in sys.modules,
}
for number in range(12):
    ask("/gradio_api/run/model", {**one, "session_hash": f"visitor {number}"})
said["of 13"] = list(app.demo.state_holder.session_data)
print(json.dumps(said))
"""


def test_only_who_brings_a_session_has_one() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", CHECK],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"MNIST_SPACE_SESSIONS": "10"},
    )
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == {
        "run": 0,
        "run by number": 0,
        "call": 0,
        "kept": 0,
        "with a session": 1,
        "again": 0,
        "kept then": ["visitor"],
        "plots": False,
        "of 13": [f"visitor {number}" for number in range(2, 12)],  # the last ten
    }
