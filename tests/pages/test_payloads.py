"""The payloads that page tests read have the keys of real ones, and the real ones can be drawn."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

import invented
import payloads
from browser import embedded
from moneyloop.pages.network import render_network
from moneyloop.pages.report import render_report

PAIRS = {
    "report": (payloads.real_report, payloads.report),
    "atlas": (payloads.real_atlas, payloads.atlas),
}


def lacking(real: Any, ours: Any, path: str) -> Iterator[str]:
    """Keys that a real record has and ours has not, and the other way round."""
    if isinstance(real, Mapping) and isinstance(ours, Mapping):
        maps = path.rpartition("/")[2] in payloads.MAPS
        for key in () if maps else real.keys() ^ ours.keys():
            yield f"{path}/{key}"
        for key in real.keys() & ours.keys():
            yield from lacking(real[key], ours[key], f"{path}/{key}")
    elif isinstance(real, list) and isinstance(ours, list) and real:
        for record in ours:
            if isinstance(record, Mapping):
                # Some keys stand in some records only: none of the others is missing or new.
                always = set.intersection(*(set(one) for one in real))
                ever = set.union(*(set(one) for one in real))
                for key in (always - record.keys()) | (record.keys() - ever):
                    yield f"{path}/{key}"
                likest = max(real, key=lambda one: len(one.keys() & record.keys()))
                shared = likest.keys() & record.keys()
                yield from lacking(
                    {key: likest[key] for key in shared}, {key: record[key] for key in shared}, path
                )


@pytest.mark.parametrize("name", PAIRS)
def test_every_record_has_the_keys_of_a_real_one(name: str) -> None:
    real, ours = PAIRS[name]
    assert set(lacking(real(), ours(), name)) == set()


def test_the_invented_network_is_read_without_a_fault() -> None:
    network = invented.network()
    assert len(network.deals) == len(invented.DEALS)
    assert network.parties["name"].tolist() == [name for name, *_ in invented.PARTIES]
    reasons = {deal["id"]: deal["left_out"] for deal in payloads.real_report()["deals"]}
    told = {id: reason for id, *_, reason in invented.DEALS}
    # A plan of one year that an actual of the same year covers is left out as well.
    assert reasons == told | {"b-two-up": "replaced by what was paid"}


def test_pages_of_the_real_answers_are_made() -> None:
    network = render_network(payloads.real_atlas())
    report = render_report(payloads.real_report())
    drawn = {deal["id"] for deal in embedded(network)["payload"]["deals"]}
    for id, *_ in invented.DEALS:
        assert id in drawn
        assert f"<bdi>{id}</bdi>" in report
    assert payloads.real_report()["headline"] in html.unescape(report)
