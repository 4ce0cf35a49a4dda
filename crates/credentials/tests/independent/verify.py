"""Verifies certificates with a library that shares no code with ours.

usage: verify.py MOMENT FILE...   one line for each file: `valid`, or `refused` and why
"""

import json
import sys
from datetime import datetime

from openvc.did.did_key import DidKeyResolver
from openvc.errors import OpenvcError
from openvc.proof.di_jcs import EddsaJcsProofSuite


def once(pairs):
    """Names in one object, each once: the reader of the standard library takes the last."""
    names = dict(pairs)
    if len(names) != len(pairs):
        raise ValueError("a name is given twice")
    return names


def main(moment, files):
    now = datetime.fromisoformat(moment)
    suite = EddsaJcsProofSuite(leeway_s=0)
    for file in files:
        try:
            with open(file, encoding="utf-8") as opened:
                secured = json.load(opened, object_pairs_hook=once)
            suite.verify(secured, resolver=DidKeyResolver(), now=now)
            print("valid")
        except (OpenvcError, ValueError) as refused:
            print(f"refused {type(refused).__name__}: {refused}")


main(sys.argv[1], sys.argv[2:])
