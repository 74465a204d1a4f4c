"""The command line: parse, call, print. Exit codes: 0 done, 2 bad input, 3 infeasible, 4 solver, 5 audit."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from dispatch.commands import make_app
from dispatch.commands.terminal import Terminal, detect_language
from dispatch.errors import AuditError, DispatchError, InfeasibleError, InputError, SolveError

app = make_app()


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point of `dispatch`; turns every known fault into words and an exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    terminal = Terminal(detect_language(words))
    try:
        app(words, prog_name="dispatch")
    except KeyboardInterrupt:
        terminal.say("interrupted", "yellow")
        sys.exit(130)
    except DispatchError as fault:
        sys.exit(_explain(terminal, fault))


def _explain(terminal: Terminal, fault: DispatchError) -> int:
    """The fault in the terminal's language; returns the exit code of the contract."""
    if isinstance(fault, InputError):
        for line in fault.text(terminal.lang).splitlines():
            terminal.err.print(f"{terminal.word('error')}: {line}", style="red", markup=False)
        terminal.say("faults", "bold red", count=len(fault.faults))
    elif isinstance(fault, AuditError):
        terminal.say("audit_failed", "bold red")
        terminal.err.print(str(fault), markup=False)
    elif isinstance(fault, InfeasibleError):
        terminal.say("infeasible", "bold red")
        terminal.err.print(fault.text(terminal.lang), markup=False)
    elif isinstance(fault, SolveError):
        terminal.say("solver_failed", "bold red", reason=str(fault))
    return fault.exit_code


if __name__ == "__main__":
    main()
