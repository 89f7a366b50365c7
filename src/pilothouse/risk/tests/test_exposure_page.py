"""What risks cost, as people see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from pilothouse.kit.errors import NotFound
from pilothouse.risk import charts, queries, services
from pilothouse.risk.contracts import (
    NOTHING,
    DateEffect,
    ExposedDate,
    Exposure,
    JointChance,
    LossCurve,
    RiskExposure,
)
from pilothouse.risk.tests.conftest import Shop
from pilothouse.risk.tests.test_pages import text
from pilothouse.risk.tests.test_register import enter
from pilothouse.vision import services as vision

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)
SURE = DateEffect(2.5, 0.1, 2.0, 3.0, 0.2, 0.11)
NOISE = DateEffect(0.02, 0.02, 0.0, 0.1, 0.2, 0.0)
JOINT = JointChance(
    levels=(0.05, 0.5, 0.85, 0.95),
    days=tuple(DAY + timedelta(days=part) for part in (0, 9, 20, 30)),
    ends=(1.0, 10.0, 20.0, 25.0),
    money=(100_000.0, 150_000.0, 200_000.0, 250_000.0),
    chances=(
        (0.04, 0.05, 0.05, 0.05),
        (0.05, 0.4, 0.5, 0.5),
        (0.05, 0.5, 0.77, 0.85),
        (0.05, 0.5, 0.85, 0.93),
    ),
    cloud=((1.0, 100_000.0), (12.0, 160_000.0), (26.0, 260_000.0)),
)


def dated(ref: str, name: str, **values: Any) -> ExposedDate:
    given = {
        "p50": DAY,
        "p85": DAY + timedelta(days=20),
        "p85_error": 0.4,
        "chance": None,
        "p50_without": DAY - timedelta(days=3),
        "p85_without": DAY + timedelta(days=15),
        "chance_without": None,
        "together": SURE,
        "curve": LossCurve((0.0, 2.0, 8.0), (0.6, 0.3, 0.0)),
        "joint": JOINT,
    }
    return ExposedDate(ref, name, **(given | values))


def stored(shop: Shop, *rows: RiskExposure, run: int = 7, **values: Any) -> Exposure:
    found = Exposure(
        run=run,
        as_of=DAY,
        computed_at=shop.now,
        draws=10_000,
        seed=7,
        settled=2,
        risks=rows,
        dates=(
            dated("", "All products"),
            dated(str(shop.scope), "Shop"),
            dated("roadmap.release:5", "Beta", chance=0.33, chance_without=0.44),
        ),
        money=120_000.0,
        money_error=900.0,
        money_curve=LossCurve((0.0, 90_000.0, 500_000.0), (0.7, 0.3, 0.0)),
        digest=queries.digest(queries.open_risks(actor=shop.actor)),
        **values,
    )
    services.record_exposure(actor=shop.actor, exposure=found)
    return found


def cost(row: Any, **effects: DateEffect) -> RiskExposure:
    named = {"whole": "", "shop": "vision.product", "beta": "roadmap.release:5"}
    return RiskExposure(
        row.id, row.key, row.event, 0.3, {named.get(name, name): found for name, found in effects.items()},
        50_000.0, 400.0,
    )  # fmt: skip


def test_what_is_stored_is_what_is_read_and_the_newest_run_is_shown(shop: Shop) -> None:
    row = enter(shop, probability=0.3, delay_likely=5.0, touches=[shop.first])
    first = stored(shop, cost(row, whole=SURE))
    second = stored(shop, cost(row, whole=NOISE), run=8)

    assert queries.exposure(actor=shop.actor) == second
    assert queries.exposure_of_run(actor=shop.actor, run=7) == first
    again = stored(shop, run=7)
    assert queries.exposure(actor=shop.actor, run=7) == again
    with pytest.raises(NotFound, match="plan run 3"):
        queries.exposure_of_run(actor=shop.actor, run=3)


def test_the_page_ranks_risks_with_their_errors_and_says_the_dates_of_the_run(
    shop: Shop, client_for: Any
) -> None:
    late = enter(shop, "Vendor late", probability=0.3, delay_likely=5.0, touches=[shop.first])
    fine = enter(shop, "Audit fine", probability=0.1, cost_likely_cents=10_000)
    stored(shop, cost(fine), cost(late, whole=SURE, beta=DateEffect(1.0, 0.1, 1.0, 1.2, 0.2, 0.4)))
    html = text(client_for("viewer").get("risk/exposure"))

    assert html.index("Vendor late") < html.index("Audit fine")
    assert "2.50" in html
    assert "± 0.20" in html
    assert "± 0.4 days" in html
    assert "1,200 ± 18 EUR" in " ".join(html.split())
    assert "500 <span" in " ".join(html.split())
    assert ".00 EUR" not in html
    assert "Both 85 % marks are kept in 77 %" in html
    assert 'class="exposure-plot"' in html
    assert "changed since" not in html
    assert "Replan" not in html
    beta = text(client_for("viewer").get("risk/exposure?date=roadmap.release:5"))
    assert "1.2" in beta
    assert "33 %" in beta
    assert "44 %" in beta


def test_a_changed_risk_is_said_and_editors_may_replan(shop: Shop, client_for: Any) -> None:
    row = enter(shop, probability=0.3, delay_likely=5.0, touches=[shop.first])
    stored(shop, cost(row, whole=SURE))
    services.change_risk(actor=shop.actor, now=shop.now, id=row.id, version=None, values={"probability": 0.5})
    html = text(client_for("editor").get("risk/exposure"))

    assert "Risks have changed since plan run 7" in html
    assert "Replan" in html


def test_empty_states_say_what_is_missing(shop: Shop, client_for: Any) -> None:
    client = client_for("viewer")
    assert "No plan has been measured yet" in text(client.get("risk/exposure"))
    stored(shop)
    assert "No open risks" in text(client.get("risk/exposure"))
    row = enter(shop, touches=[shop.first])
    html = text(client.get("risk/exposure"))
    assert "No risk costs this date anything" in html
    assert row.key in html
    assert "it has no probability yet" in html
    vision.add_product(actor=shop.actor, now=shop.now, key="HAR", name="Harbor")
    assert "no date for this choice" in text(client.get("risk/exposure?product=HAR"))


def test_the_ranking_is_exported(shop: Shop, client_for: Any) -> None:
    row = enter(shop, "=Vendor late", probability=0.3, delay_likely=5.0, touches=[shop.first])
    stored(shop, cost(row, whole=SURE))
    answer = client_for("viewer").get("risk/exposure?format=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()

    assert lines[0].startswith("date,key,event,came,days,days error")
    assert lines[1].startswith("All products,R-1,'=Vendor late,0.3,2.5,0.1,2.0,3.0,0.2,0.11,500")


def test_elsewhere_only_what_is_more_than_noise_is_said(shop: Shop, client_for: Any) -> None:
    late = enter(shop, "Vendor late", probability=0.3, delay_likely=5.0, touches=["SHP"])
    small = enter(shop, "Small thing", probability=0.1, delay_likely=1.0, touches=["SHP"])
    shop_ref = {str(shop.scope): SURE}
    stored(shop, cost(late, whole=SURE, **shop_ref), cost(small, whole=NOISE))
    costs = queries.risks_touching(actor=shop.actor, ref=shop.scope)
    today = text(client_for("viewer").get(""))

    assert [(row.id, found and (found.name, found.effect)) for row, found in costs] == [
        (late.id, ("Shop", SURE)),
        (small.id, None),
    ]
    assert "Risks that cost most" in today
    assert "3 days of the 85 % date" in today
    services.change_risk(
        actor=shop.actor, now=shop.now, id=late.id, version=None, values={"status": "closed"}
    )
    assert "Risks that cost most" not in text(client_for("viewer").get(""))


def test_it_is_read_over_rest(shop: Shop, api_for: Any) -> None:
    assert api_for("viewer").get("/risks/exposure").json() is None
    row = enter(shop, probability=0.3, delay_likely=5.0, touches=[shop.first])
    stored(shop, cost(row, whole=SURE))
    answer = api_for("viewer").get("/risks/exposure").json()

    assert answer["run"] == 7
    assert answer["risks"][0]["effects"][""]["p85"] == 3.0
    assert answer["dates"][2]["chance"] == 0.33
    assert api_for("viewer").get("/risks/exposure/7").json() == answer
    assert api_for("viewer").get("/risks/exposure/3").status_code == 404


def test_bars_and_plots_stay_within_their_frames() -> None:
    bar = charts.bar(-2.0, 5.0, 4.0)
    assert (bar.length, bar.low, bar.high, bar.gains) == (50.0, 0.0, 100, True)
    assert charts.bar(0.0, 0.0, 0.0).length == 0.0
    rows = [
        RiskExposure(1, "R-1", "Late", 0.3, {"": SURE}, None, None),
        RiskExposure(2, "R-2", "Grant", 0.3, {"": DateEffect(-1.0, 0.1, -1.0, -1.5, 0.2)}, None, None),
    ]
    drawn = charts.tornado(rows, "")
    assert drawn is not None
    assert all(0 <= each.low <= each.high <= charts.WIDTH for each in drawn.bars)
    assert [each.gains for each in drawn.bars] == [False, True]
    assert [each.text for each in drawn.bars] == ["3.0 ± 0.4", "1.5 later ± 0.4"]
    assert charts.tornado([RiskExposure(1, "R-1", "Late", 0.3, {}, None, None)], "") is None
    assert charts.curve_plot(LossCurve((0.0,), (0.0,))) is None
    curve = LossCurve((0.0, 2.0, 8.0), (0.6, 0.3, 0.0))
    assert charts.losses_at(curve, (0.95, 0.3, 0.1)) == [(0.95, 0.0), (0.3, 2.0), (0.1, 8.0)]
    assert NOTHING.is_sure is False


def test_large_numbers_beside_an_axis_are_read_at_a_glance() -> None:
    assert [charts._short(value) for value in (-40.0, 250_000.0, 1_500_000.0)] == ["−40", "250,000", "1.5 M"]


def test_labels_of_dates_that_would_run_into_each_other_are_left_out() -> None:
    close = replace(JOINT, ends=(9.5, 10.0, 20.0, 25.0))
    words = ["5 Jun", "6 Jun", "20 Jun", "1 Jul"]
    assert [tick.text for tick in charts.cloud_plot(close, 100.0, words).across] == ["6 Jun", "1 Jul"]
    assert [tick.text for tick in charts.cloud_plot(JOINT, 100.0, words).across] == [
        "5 Jun",
        "6 Jun",
        "1 Jul",
    ]
    assert charts.cloud_plot(JOINT, 100.0, words).across[-1].anchor == "end"
