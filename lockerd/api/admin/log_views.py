"""Rows of the custody log as the admin API tells them."""

from lockerd.api.admin.views import CustodyRowView, HeadView
from lockerd.store import CustodyRow, Head


def head_view(head: Head) -> HeadView:
    """The newest row."""
    return HeadView(epoch=head.epoch, number=head.number, hash=head.hash)


def custody_row_view(row: CustodyRow) -> CustodyRowView:
    """One row."""
    return CustodyRowView(
        position=row.position,
        epoch=row.epoch,
        number=row.number,
        boot=row.boot,
        mono_ms=row.mono_ms,
        lo_s=row.lo_s,
        hi_s=row.hi_s,
        type=row.type,
        compartment=row.compartment,
        order=row.order,
        commitment=row.commitment,
        data=dict(row.data),
        prev=row.prev,
        hash=row.hash,
        salts=dict(row.salts),
    )
