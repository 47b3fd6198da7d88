import pytest

from reports.charts.words import Words


@pytest.fixture(scope="session")
def words() -> Words:
    return Words(
        comma=True,
        curve="Emotiecurve",
        implicit="onbewust",
        conscious="bewust",
        desired="gewenst",
        target="doel",
        previous="nulmeting",
        reach="met een marge van",
        to="tot",
        visits="bezoeken",
        one_visit="1 bezoek",
        no_data="geen gegevens",
        moment="moment van de waarheid",
        place="Plaats van deze stap in de emotiecurve: stap {number} van {total}",
        distribution="Verdeling van de bezoeken",
        classes=("heel onprettig", "onprettig", "neutraal", "prettig", "heel prettig"),
        average="gemiddelde",
        broken="De schaal begint bij {floor}, niet bij 0.",
        art="Sierlijke weergave van de emotiecurve",
    )
