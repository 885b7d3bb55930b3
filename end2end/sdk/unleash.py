"""The Unleash SDK for Python: python unleash.py URL TOKEN FLAG -, users on standard input."""

import json
import sys
import tempfile

from UnleashClient import UnleashClient

url, token, flag = sys.argv[1:4]
users = [line for line in sys.stdin.read().split("\n") if line]
with tempfile.TemporaryDirectory() as cache:
    client = UnleashClient(
        url=f"{url}/api",
        app_name="end2end",
        custom_headers={"Authorization": token},
        cache_directory=cache,
    )
    client.initialize_client()
    answers = {user: {"value": client.is_enabled(flag, {"userId": user})} for user in users}
    client.destroy()
print(json.dumps(answers))
