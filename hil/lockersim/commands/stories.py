"""``lockersim scenario``: plays stories and says how they went."""

import argparse
import json

from lockersim.scenario.report import Verdict, table
from lockersim.scenario.several import play_files
from lockersim.site.rig import read_rig


async def stories(arguments: argparse.Namespace) -> int:
    """Play the files that are named; 0 if at least one passed and none failed, else 1. Raises ``SimError``."""
    as_json = arguments.report == "json"
    say = (lambda _line: None) if as_json else _say
    rig = read_rig(arguments.rig)
    reports = await play_files(arguments.files, rig=rig, jobs=arguments.jobs, keep=arguments.keep, say=say)
    if as_json:
        told = [{"file": name} | report.as_json() for name, report in reports.items()]
        _say(json.dumps(told, indent=2, ensure_ascii=False))
    elif len(reports) > 1:
        _say("\n".join(["", *table(reports)]))
    verdicts = {report.verdict for report in reports.values()}
    return 0 if Verdict.PASSED in verdicts and Verdict.FAILED not in verdicts else 1


def _say(line: str) -> None:
    print(line, flush=True)
