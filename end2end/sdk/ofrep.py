"""Asks for flags through OpenFeature's own SDK and OFREP provider: python ofrep.py BASE_URL TOKEN

Reads {"flags": {key: type}, "contexts": […]} from standard input and prints what each context gets, as JSON.
"""

import json
import sys

from openfeature import api
from openfeature.contrib.provider.ofrep import OFREPProvider
from openfeature.evaluation_context import EvaluationContext


def context(sent: dict) -> EvaluationContext:
    """A time stays a text: the provider sends JSON and has no form for a datetime."""
    fields = {name: value for name, value in sent.items() if name not in ("userId", "properties")}
    return EvaluationContext(sent.get("userId"), fields | sent.get("properties", {}))


def main() -> None:
    base_url, token = sys.argv[1:]
    asked = json.load(sys.stdin)
    api.set_provider(OFREPProvider(base_url, headers_factory=lambda: {"Authorization": f"Bearer {token}"}))
    client = api.get_client()
    # How the SDK is asked for a type; the default is what an application would have in its code.
    ask = {
        "boolean": lambda key, who: client.get_boolean_details(key, False, who),
        "string": lambda key, who: client.get_string_details(key, "", who),
        "number": lambda key, who: client.get_float_details(key, 0.0, who),
        "object": lambda key, who: client.get_object_details(key, {}, who),
    }
    answers = []
    for sent in asked["contexts"]:
        who = context(sent)
        got = {}
        for key, kind in asked["flags"].items():
            details = ask[kind](key, who)
            got[key] = {
                "value": details.value,
                "variant": details.variant,
                "reason": details.reason and str(getattr(details.reason, "value", details.reason)),
                "error": details.error_code and str(getattr(details.error_code, "value", details.error_code)),
            }
        answers.append(got)
    print(json.dumps(answers))


if __name__ == "__main__":
    main()
