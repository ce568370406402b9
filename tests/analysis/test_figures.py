"""`figures` chooses: one company, two side by side, or what to watch across all."""

from __future__ import annotations

import pytest

import economies as make
from moneyloop.model import ChoiceError, Network
from moneyloop.questions.figures.company import company
from moneyloop.questions.figures.compare import compare
from moneyloop.questions.figures.figures import figures
from moneyloop.questions.figures.watch import watch


@pytest.fixture
def net() -> Network:
    """Two labs with revenue of two years; of one the costs are known too, the other has cash."""

    def figure(
        party: str, metric: str, year: int, amount: float, **more: object
    ) -> dict[str, object]:
        return make.revenue(party, amount, str(year)) | {"metric": metric} | more

    read = [
        *(figure("Lab", "revenue", year, amount) for year, amount in ((2024, 5), (2025, 10))),
        *(
            figure("Lab", "spend", year, amount, segment="total costs and expenses")
            for year, amount in ((2024, 8), (2025, 12))
        ),
        *(figure("Other", "revenue", year, amount) for year, amount in ((2024, 2), (2025, 3))),
    ]
    deals = [make.deal("Lab", "Cloud", "compute", 5, "2025-06-01")]
    network: Network = make.network(deals, read, make.parties(["Lab", "Other", "Cloud"]))
    return network


def test_one_company_has_its_rows_its_ratios_and_what_to_watch_of_it(net: Network) -> None:
    one, alone = figures(net, "Lab", year=2025), company(net, "Lab", year=2025)
    assert (one.rows, one.left_out) == (alone.rows, alone.left_out)
    watched = watch(net, party=["Lab"])
    assert one.extra == alone.extra | {"watch": watched.rows}
    assert one.notes == [*alone.notes, *watched.notes]
    (ratio,) = [row for row in watched.rows if row["measure"] == "revenue growth / cost growth"]
    assert ratio["amount"] == pytest.approx(1.0 / 0.5)


def test_of_one_of_which_nothing_is_to_be_watched_no_note_says_so(net: Network) -> None:
    one = figures(net, "Cloud")
    assert one.extra["watch"] == []
    assert one.notes == company(net, "Cloud").notes


def test_two_companies_stand_side_by_side_in_the_order_asked(net: Network) -> None:
    assert figures(net, "Other", "Lab").to_dict() == compare(net, "Other", "Lab").to_dict()
    assert figures(net, "Lab", "Other").extra["a"] == "Lab"


def test_without_a_company_all_are_watched(net: Network) -> None:
    assert figures(net).to_dict() == watch(net).to_dict()
    early = figures(net, as_of="2024-12-31")
    assert early.to_dict() == watch(net, as_of="2024-12-31").to_dict()


@pytest.mark.parametrize(
    ("parties", "choice", "told"),
    [
        ((), {"year": 2025}, "name a company, or leave out year and case"),
        ((), {"case": "headline"}, "name a company, or leave out year and case"),
        (("Lab", "Other", "Cloud"), {}, "3 companies: choose one, or two"),
        (("Lab", "lab"), {}, "two profiles are of two parties"),
        (("Labb",), {}, "no party is called 'Labb': did you mean 'Lab'"),
        (("Lab",), {"year": "2025-Q1"}, "is not a calendar year"),
    ],
)
def test_what_does_not_go_together(
    net: Network, parties: tuple[str, ...], choice: dict[str, str], told: str
) -> None:
    with pytest.raises(ChoiceError, match=told):
        figures(net, *parties, **choice)
