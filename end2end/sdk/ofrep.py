"""Asks for a flag through OpenFeature's own SDK and OFREP provider, and prints the values as JSON.

python ofrep.py BASE_URL TOKEN FLAG USER...   ("-" as the only user reads them from standard input, one a line)
"""

import json
import sys

from openfeature import api
from openfeature.contrib.provider.ofrep import OFREPProvider
from openfeature.evaluation_context import EvaluationContext


def main() -> None:
    base_url, token, flag, *users = sys.argv[1:]
    if users == ["-"]:
        users = [line for line in sys.stdin.read().splitlines() if line]
    provider = OFREPProvider(base_url, headers_factory=lambda: {"Authorization": f"Bearer {token}"})
    api.set_provider(provider)
    client = api.get_client()
    answers = {}
    for user in users:
        details = client.get_boolean_details(flag, False, EvaluationContext(targeting_key=user))
        error = details.error_code
        answers[user] = {
            "value": details.value,
            "reason": details.reason and str(getattr(details.reason, "value", details.reason)),
            "error": error and str(getattr(error, "value", error)),
        }
    print(json.dumps(answers))


if __name__ == "__main__":
    main()
