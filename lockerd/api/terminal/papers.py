"""Receipts and records at the terminal: while the visit lasts, and of receipts a copy for whoever has the number."""

import asyncio
import textwrap
from collections.abc import Callable

from lockerd.api.http.asking import ask, begun, recall
from lockerd.api.http.german import in_german
from lockerd.api.http.problems import ProblemError, RefusalError
from lockerd.api.http.wording import Speaker
from lockerd.api.terminal.bodies import ReceiptRequest
from lockerd.api.terminal.paper_text import SPOKEN, paper_text
from lockerd.codes import paper_number, typed
from lockerd.codes.issue import Issuer
from lockerd.controller import Controller, Memo, RefusalBucket
from lockerd.domain.model.events import FetchReceipt, Refused
from lockerd.domain.model.ids import VisitId
from lockerd.domain.model.receipts import Paper, Receipt
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase, had_its_turn


class Papers:
    """What people take along. Those who guess at numbers share nothing with those who show codes."""

    def __init__(
        self, controller: Controller, issuer: Issuer, random: Callable[[int], bytes], terminal: str = ""
    ) -> None:
        self._controller = controller
        self._issuer = issuer
        self._random = random
        self._terminal = terminal
        self._refusals = RefusalBucket(lambda: controller.now().mono_ms)

    def of(self, visit: VisitId) -> Receipt:
        """The receipt or record of a visit; raises ``RefusalError`` (visit_over, or not_now where there is none)."""
        found = self._controller.state.visits.get(visit)
        if found is None or found.phase is Phase.OVER:
            raise RefusalError(Refused(Refusal.VISIT_OVER))
        row = None if found.paper is None else self._controller.state.receipts.get(found.paper)
        if found.phase is not Phase.PAPER_READY or row is None:
            raise RefusalError(Refused(Refusal.NOT_NOW))
        return row

    def of_code(self, visit: VisitId, row: Receipt) -> int | None:
        """To which of the codes of its visit it belongs, counted from 1; None: to none."""
        found = self._controller.state.visits[visit]
        orders = [each.order for each in had_its_turn(found)]
        return orders.index(row.part.order) + 1 if row.part.order in orders else None

    def signed(self, row: Receipt) -> str:
        """The text of its QR code."""
        return self._issuer.sign_paper(row)

    def number(self, row: Receipt) -> str | None:
        """With what a copy can be had again; None: of a record, which has none."""
        return self._issuer.paper_number(row) if row.paper is Paper.RECEIPT else None

    def text(self, row: Receipt, speaker: Speaker) -> str:
        """Its lines."""
        return paper_text(row, speaker, self.number(row) or "")

    def spoken(self, row: Receipt, speaker: Speaker) -> str:
        """The same, for ears."""
        return paper_text(row, speaker, self.number(row) or "", SPOKEN)

    def lines(self, row: Receipt, speaker: Speaker, columns: int) -> str:
        """Its lines, broken for a printer with so many characters in a line."""
        return "\n".join(textwrap.fill(line, columns) for line in self.text(row, speaker).split("\n"))

    async def pdf(self, row: Receipt, speaker: Speaker) -> bytes:
        """As a file that keeps for decades, with what is signed inside; below a draft the same in German."""
        german = in_german(speaker, lambda it: self.text(row, it))
        return await asyncio.to_thread(_pdf, row, self.text(row, speaker), self.signed(row), speaker, german)

    async def fetch(self, body: ReceiptRequest, memo: Memo) -> VisitId:
        """Show a receipt again, in a visit of its own; raises ``ProblemError`` or ``RefusalError``."""
        known = recall(self._controller, memo)
        if known is not None:
            return begun(known)
        number = _digits(body.fetch_number)
        if (dry_for_ms := self._refusals.dry_for_ms) > 0:
            raise ProblemError("busy", retry_after_ms=dry_for_ms)
        found = await asyncio.to_thread(self._issuer.find_paper, number, self._controller.fetchable())
        counter = None if body.number is None else str(body.number)
        if found is not None and counter not in {None, str(found)}:
            found = None
        visit = VisitId(self._random(16).hex())
        event = FetchReceipt(visit=visit, receipt=found, number=counter, terminal=self._terminal)
        try:
            return begun(await ask(self._controller, event, memo))
        except RefusalError:
            self._refusals.draw()
            raise


def _digits(text: str) -> str:
    try:
        return paper_number.check(text)
    except typed.MalformedError:
        raise ProblemError("number_malformed") from None
    except typed.SlipError:
        raise ProblemError("number_slip") from None


def _pdf(row: Receipt, text: str, signed: str, speaker: Speaker, german: str | None) -> bytes:
    from lockerd.api.terminal.paper_pdf import paper_pdf  # drawing costs memory, and most days nobody asks for it

    return paper_pdf(row, text, signed, speaker, german)
