"""Amounts as sources print them: many forms of one amount, and what is no amount."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from moneyloop.input.proof.stated import ABOUT, LEAST, MOST, read

BN = 1e9


@pytest.mark.parametrize(
    "text",
    [
        *("$1.5 billion", "$1.5bn", "$1.5B", "$1.5 bln", "$1.5b", "US$1.5bn", "USD 1.5 billion"),
        *("US $1.5 billion", "$1.5 Billion", "$1,500 million", "$1500m", "1.5 billion dollars"),
        *("1.5bn USD", "$ 1,500 mn", "$1.5-billion", "$1,500,000,000", "$1.500.000.000"),
        *("1,500 (in millions)", "$1,5 billion", "$0.0015 trillion", "$1,500,000 thousand"),
        *("$1.5 billion in cash", "$1.5 billion over five years", "U.S.$1.5bn", "  $1.5  bn "),
    ],
)
def test_one_amount_in_many_forms(text: str) -> None:
    stated = read(text)
    assert stated is not None
    assert (stated.low, stated.high) == (1.5 * BN, 1.5 * BN)
    assert stated.currency in ("USD", "")
    assert (stated.per, stated.bound, stated.percent) == ("", "", False)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        *(("EUR 2bn", "EUR"), ("\u20ac2 billion", "EUR"), ("2bn euros", "EUR"), ("A$2bn", "AUD")),
        *(("AU$2bn", "AUD"), ("C$2bn", "CAD"), ("\u00a32bn", "GBP"), ("GBP 2 bn", "GBP")),
        *(("\u00a52bn", "JPY"), ("2 billion yen", "JPY"), ("NT$2bn", "TWD"), ("HK$2bn", "HKD")),
        *(("S$2bn", "SGD"), ("RMB 2bn", "CNY"), ("2bn won", "KRW"), ("\u20b92bn", "INR")),
        *(("CHF 2bn", "CHF"), ("SEK 2bn", "SEK"), ("2 billion", "")),
    ],
)
def test_currencies(text: str, currency: str) -> None:
    stated = read(text)
    assert stated is not None
    assert (stated.currency, stated.high) == (currency, 2 * BN)


@pytest.mark.parametrize(
    "text",
    [
        *("$20bn to $30bn", "$20 to 30 billion", "$20-30bn", "between $20bn and $30bn"),
        *("$20bn \u2013 $30bn", "from $20bn to $30bn", "$20bn to up to $30bn", "20 to 30 billion"),
    ],
)
def test_ranges(text: str) -> None:
    stated = read(text)
    assert stated is not None
    assert (stated.low, stated.high, stated.is_range) == (20 * BN, 30 * BN, True)


@pytest.mark.parametrize(
    ("text", "per"),
    [
        *(("$2bn a year", "year"), ("$2bn per year", "year"), ("$2bn/yr", "year")),
        *(("$2bn annually", "year"), ("$2bn p.a.", "year"), ("$2bn per annum", "year")),
        *(("$2bn annualized", "year"), ("$2bn a month", "month"), ("$2bn/mo", "month")),
        *(("$2bn monthly", "month"), ("$2bn per quarter", "quarter"), ("$2bn a week", "week")),
        *(("$2bn each month", "month"), ("$2bn a day", "day")),
    ],
)
def test_fees(text: str, per: str) -> None:
    stated = read(text)
    assert stated is not None
    assert (stated.high, stated.per) == (2 * BN, per)


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        *(("up to $2bn", MOST), ("as much as $2bn", MOST), ("at least $2bn", LEAST)),
        *(("more than $2bn", LEAST), ("$2bn+", LEAST), ("$2bn or more", LEAST), (">$2bn", LEAST)),
        *(("about $2bn", ABOUT), ("~$2bn", ABOUT), ("nearly $2bn", ABOUT), ("$2bn", "")),
    ],
)
def test_bounds(text: str, bound: str) -> None:
    stated = read(text)
    assert stated is not None
    assert (stated.high, stated.bound) == (2 * BN, bound)


@pytest.mark.parametrize("text", ["20%", "20 percent", "20 per cent", "20 pct"])
def test_shares(text: str) -> None:
    stated = read(text)
    assert stated is not None
    assert (stated.high, stated.percent) == (20, True)


@pytest.mark.parametrize(
    "text",
    [
        *("", "a lot", "billions", "$", "from $5bn", "$30bn to $20bn", "$5bn or EUR 6bn"),
        *("Lab will pay $5bn", "$5bn for chips", "$5bn, of which $2bn", "five billion dollars"),
        *("$5 zillion", "5 bnx", "$5bn a fortnight", "1e9"),
    ],
)
def test_what_is_not_known_is_refused(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "step"),
    [("$38 billion", BN), ("$1.25bn", BN / 100), ("$926 million", 1e6), ("$2.0bn", BN / 10)],
)
def test_the_step_is_what_the_last_digit_counts(text: str, step: float) -> None:
    stated = read(text)
    assert stated is not None
    assert stated.step == pytest.approx(step)


@given(
    thousandths=st.integers(1, 10**7),
    places=st.integers(0, 3),
    mark=st.sampled_from(["$", "US$", "USD ", "EUR ", ""]),
    scale=st.sampled_from([("bn", 1e9), (" billion", 1e9), ("m", 1e6), (" trillion", 1e12)]),
    grouped=st.booleans(),
)
@examples(200)
def test_what_is_printed_is_read_again(
    thousandths: int, places: int, mark: str, scale: tuple[str, float], grouped: bool
) -> None:
    """A number printed to some places is read as that number, and says the exact one is its own."""
    exact = thousandths / 1000
    word, one = scale
    text = f"{mark}{exact:{',' if grouped else ''}.{places}f}{word}"
    stated = read(text)
    assert stated is not None
    assert stated.high == pytest.approx(round(exact, places) * one)
    assert stated.says(stated.high, exact * one)
    assert not stated.says(stated.high, stated.high + 0.51 * stated.step + 1e-6 * stated.high)
