"""What is loaded before the locks are off and the doors are read."""

import subprocess
import sys


def test_the_web_stack_comes_after_the_wall_is_safe() -> None:
    code = "import sys, lockerd.daemon.run; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    loaded = set(done.stdout.split())
    assert "lockerd.daemon.apis" in loaded
    assert not loaded & {"uvicorn", "h11", "starlette.applications", "starlette.requests", "lockerd.api.http.calls"}
    assert not any(name.startswith("lockerd.api") for name in loaded)
