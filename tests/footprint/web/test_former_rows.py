"""What former versions stored is read by this one: nothing is lost, nothing is guessed."""

OLD, NEW = ("footprint", "0005_lineage"), ("footprint", "0006_scenarios_register")


def _inventory(apps):
    owner = apps.get_model("accounts", "Authority").objects.create(slug="vitre", name="Vitré")
    inventory = apps.get_model("footprint", "InventoryFile")
    return inventory.unscoped.create(authority=owner, name="Parc.csv", size=1)


READ = {
    "keep1=laptop&years1=2": ["keep:laptop:2"],
    "keep1=laptop&years1=2&keep2=monitor&years2=0%2C5": ["keep:laptop:2", "keep:monitor:0.5"],
    "refurbished1=smartphone&share1=50&unused=on": ["refurbished:smartphone:0.5", "unused"],
    "screens=1&virtualise=10&pue=1%2C3": ["screens:1", "virtualise:10", "pue:1.3"],
    "host=Su%C3%A8de&print=30": ["host:SE", "print:0.3"],
    "custom=laptop&stage=use&times=0%2C8": ["custom:laptop:use:0.8"],
    "keep1=laptop&years1=&screens=2&keep2=": ["screens:2"],
}
UNREAD = ("", "keep1=laptop&years1=two", "host=Atlantide", "pue=0%2C5", "levier=1", "sans signe")


def test_scenarios_of_the_address_become_data_and_what_is_not_understood_stays(former):
    apps = former.at(OLD)
    inventory = _inventory(apps)
    old = apps.get_model("footprint", "SavedScenario").unscoped
    values = {"authority": inventory.authority, "inventory": inventory}
    for number, query in enumerate([*READ, *UNREAD]):
        old.create(name=f"S{number}", levers=f"{query}", **values)
    old.create(name="Vers 2030", levers="screens=1&target=2030&objective=12%2C5", **values)
    old.create(name="Vers 2030", levers="screens=2", **values)
    moments = dict(old.values_list("pk", "made_at"))

    new = former.to(NEW).get_model("footprint", "SavedScenario").unscoped
    found = {each.name: each for each in new.all()}
    for number, levers in enumerate(READ.values()):
        assert (found[f"S{number}"].levers, found[f"S{number}"].unread) == (levers, "")
    for number, query in enumerate(UNREAD, start=len(READ)):
        assert (found[f"S{number}"].levers, found[f"S{number}"].unread) == ([], query or "?")
    aims = found["Vers 2030"]
    assert (aims.target_year, aims.percent_less, aims.version) == (2030, 12.5, 1)
    assert found["Vers 2030 (2)"].levers == ["screens:2"]
    assert {each.pk: each.changed_at for each in new.all()} == moments

    back = former.to(OLD).get_model("footprint", "SavedScenario").unscoped
    assert back.get(name="S0").levers == "keep1=laptop&years1=2"
    assert back.get(name=f"S{len(READ) + 1}").levers == UNREAD[1]
