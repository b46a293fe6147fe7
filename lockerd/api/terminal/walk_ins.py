"""People who bring something without a code: what they are offered, and their visits."""

from collections.abc import Callable

from lockerd.api.http.asking import ask, begun, recall
from lockerd.api.http.german import in_german
from lockerd.api.http.problems import ProblemError, RefusalError
from lockerd.api.http.wording import ELSEWHERE, Speaker, Station, elsewhere_id
from lockerd.api.terminal.aloud import aloud
from lockerd.api.terminal.bodies import WalkInRequest
from lockerd.api.terminal.privacy import TROUBLES
from lockerd.api.terminal.views import Trouble, WalkInView
from lockerd.codes import walk_in
from lockerd.codes.issue import Issuer
from lockerd.controller import Controller, Memo, RefusalBucket
from lockerd.domain.model.events import Refused
from lockerd.domain.model.ids import VisitId
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Role, Visit
from lockerd.domain.model.walk_ins import StartWalkIn, WalkIn


class WalkIns:
    """Who asks for this shares no limit with those who show codes."""

    def __init__(
        self, controller: Controller, issuer: Issuer, station: Station, random: Callable[[int], bytes]
    ) -> None:
        self._controller = controller
        self._issuer = issuer
        self._station = station
        self._random = random
        self._refusals = RefusalBucket(lambda: controller.now().mono_ms)

    def offered(self, speaker: Speaker) -> list[WalkInView]:
        """Every class that the site takes in so, whether it does now, and if not why not and where else."""
        return [
            self._view(name, policy, refused, speaker)
            for name, (policy, refused) in self._controller.walk_ins().items()
        ]

    async def begin(self, body: WalkInRequest, memo: Memo) -> VisitId:
        """Open a door for it; raises ``ProblemError`` (busy) or ``RefusalError``, with the next site's name."""
        try:
            known = recall(self._controller, memo)
            if known is None:
                if (dry_for_ms := self._refusals.dry_for_ms) > 0:
                    raise ProblemError("busy", retry_after_ms=dry_for_ms)
                known = await ask(self._controller, self._event(body), memo)
        except RefusalError as error:
            self._refusals.draw()
            reason = error.refused.reason
            raise RefusalError(error.refused, site=self._next_site(reason), role=Role.WALK_IN) from None
        return begun(known)

    def number(self, visit: Visit) -> str | None:
        """With what the person can have the receipt later; None: they came with a code, or staff did."""
        if visit.role is not Role.WALK_IN or visit.order is None:
            return None
        return self._issuer.visit_number(visit.order)

    def _event(self, body: WalkInRequest) -> StartWalkIn:
        return StartWalkIn(
            visit=VisitId(self._random(16).hex()),
            order=walk_in.fresh_order(self._controller.now(), self._random),
            grant=walk_in.fresh_grant(self._random),
            document_class=body.document_class,
            said=body.needs.said(),
            item_count=body.item_count,
        )

    def _next_site(self, reason: Refusal) -> str | None:
        return next(iter(self._station.others.values()), None) if reason in ELSEWHERE else None

    def _view(self, name: str, policy: WalkIn, refused: Refused | None, speaker: Speaker) -> WalkInView:
        said, language = self._station.walk_ins[name], speaker.language
        until = None if said.counts_until is None else said.counts_until[language]
        told = (f"{said.label[language]}.", said.accepted[language], said.not_accepted[language], until)
        return WalkInView(
            document_class=name,
            authority=policy.authority,
            label=said.label[language],
            accepted=said.accepted[language],
            not_accepted=said.not_accepted[language],
            counts_until=until,
            spoken=aloud(" ".join(filter(None, told))),
            size=policy.size,
            item_count=policy.item_count,
            trouble=None if refused is None else self._why_not(refused.reason, speaker),
        )

    def _why_not(self, reason: Refusal, speaker: Speaker) -> Trouble:
        site = self._next_site(reason)

        def said(it: Speaker) -> str:
            return it.refusal(reason, Role.WALK_IN) if site is None else it.say(elsewhere_id(reason), site=site)

        text, german = said(speaker), in_german(speaker, said)
        return Trouble(code=reason, text=text, spoken=aloud(text), german=german, privacy=TROUBLES[reason])
