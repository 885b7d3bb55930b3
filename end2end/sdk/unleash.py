"""The Unleash SDK for Python, which reads the rules and evaluates by itself: python unleash.py URL TOKEN

Reads {"flags": {key: type}, "contexts": […]} from standard input and prints what each context gets, as JSON.
"""

import json
import sys
import tempfile
from datetime import datetime

from UnleashClient import UnleashClient

url, token = sys.argv[1:]
asked = json.load(sys.stdin)


def answer(client: UnleashClient, key: str, kind: str, context: dict) -> dict:
    """A boolean is asked for once, so that what is counted can be told."""
    if kind == "boolean":
        return {"value": client.is_enabled(key, context)}
    variant = client.get_variant(key, context)
    return {"value": variant["feature_enabled"], "variant": variant["name"], "payload": variant.get("payload")}


with tempfile.TemporaryDirectory() as cache:
    client = UnleashClient(
        url=f"{url}/api",
        app_name="end2end",
        custom_headers={"Authorization": token},
        cache_directory=cache,
    )
    client.initialize_client()
    answers = []
    for context in asked["contexts"]:
        if "currentTime" in context:
            context["currentTime"] = datetime.fromisoformat(context["currentTime"])
        answers.append({key: answer(client, key, kind, context) for key, kind in asked["flags"].items()})
    client.destroy()
print(json.dumps(answers))
