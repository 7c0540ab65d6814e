"""Reading from storage what a digest is made from; the pure part is digest_figures.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from handlers import wording
from handlers.campaigns.burden import read_costs
from handlers.campaigns.digest_facts import Facts
from handlers.campaigns.digest_times import TARGET
from handlers.campaigns.progress import Progress
from handlers.campaigns.tallying import read_progress, read_totals
from handlers.campaigns.workdays import Workdays
from handlers.office import Office
from storage import news, reminders
from storage.progress import Stretch
from storage.records import Campaign
from storage.store import Transaction

NO_FAULT_OF_OURS = frozenset({wording.OVER_BUDGET, wording.NO_ADDRESS})


@dataclass(frozen=True)
class FactBook:
    """Each campaign's facts of one transaction, now and as an earlier cut-off knew them."""

    tx: Transaction
    office: Office
    workdays: Workdays
    now: datetime
    only: frozenset[int] | None = None
    """Units that alone will be asked about; None: any."""
    _known: dict[tuple[int, datetime], Facts] = field(default_factory=dict)

    def of(self, campaign: Campaign) -> Facts:
        return self._once(campaign, self.now)

    def as_of(self, campaign: Campaign, at: datetime) -> Facts:
        """As reports stand now, of those that were said or heard by then."""
        return self._once(campaign, at)

    def _once(self, campaign: Campaign, at: datetime) -> Facts:
        key = (campaign.id, at)
        if key not in self._known:
            back = at < self.now
            self._known[key] = self._then(campaign, at) if back else self._present(campaign)
        return self._known[key]

    def said_before(self, campaign: Campaign, since: datetime | None) -> Mapping[int, int]:
        """Unit -> its reports that were said after a digest and before today."""
        midnight = self._midnight(self.now)
        if since is None or since >= midnight:
            return {}
        return news.said_between(self.tx, campaign.id, since, midnight)

    def _midnight(self, at: datetime) -> datetime:
        return datetime.combine(self._day(at), time(), self.workdays.zone)

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.workdays.zone).date()

    def _then(self, campaign: Campaign, at: datetime) -> Facts:
        tx = self.tx
        return Facts(
            progress=self._progress(campaign, at, at),
            totals=read_totals(tx, replace(self._stretch(campaign), known_by=at)),
            marks=self._marks(campaign),
            heard=news.heard_since(tx, campaign.id, self._midnight(at)),
        )

    def _present(self, campaign: Campaign) -> Facts:
        tx, zone = self.tx, self.workdays.zone
        start = datetime.combine(campaign.start, time(), zone)
        # First: what comes in while the rest is read is told twice rather than never.
        newest, changes = news.last_report(tx), news.changes(tx, campaign.id)
        missed = reminders.missed(tx, start, wording.TRIAL_RUN)
        return Facts(
            progress=self._progress(campaign, self.now, None),
            totals=read_totals(tx, self._stretch(campaign)),
            marks=self._marks(campaign),
            heard=news.heard_since(tx, campaign.id, self._midnight(self.now)),
            doubts=news.doubtful(tx, campaign),
            same_photos=news.same_photos(tx, campaign.id),
            missed=[one for one in missed if is_our_fault(one, campaign.id)],
            costs=read_costs(tx, zone, start),
            changes=changes,
            last_report=newest,
        )

    def _progress(self, campaign: Campaign, at: datetime, known_by: datetime | None) -> Progress:
        return read_progress(
            self.tx,
            self.office,
            campaign,
            self.workdays,
            self._day(at),
            only=None if self.only is None else sorted(self.only),
            waiting=True,
            known_by=known_by,
        )

    def _stretch(self, campaign: Campaign) -> Stretch:
        units = None if self.only is None else tuple(sorted(self.only))
        return Stretch(campaign.id, units=units, waiting=True)

    def _marks(self, campaign: Campaign) -> Mapping[tuple[int, str], frozenset[str]]:
        found: dict[tuple[int, str], set[str]] = {}
        for unit, activity, qualifier in news.qualifiers(self.tx, campaign.id):
            found.setdefault((unit, activity), set()).add(qualifier)
        return {key: frozenset(marks) for key, marks in found.items()}


def is_our_fault(one: reminders.Reminder, campaign: int) -> bool:
    """Missed because the bot was down or late; a check for corrections is no loss."""
    if one.campaign != campaign or one.why in NO_FAULT_OF_OURS:
        return False
    return one.target != TARGET or one.step != wording.CORRECTION
