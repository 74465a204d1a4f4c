"""What responders, contingencies and offers are called: most have no name of their own and borrow one."""

from __future__ import annotations

from dispatch.case.entity import Entity
from dispatch.case.schema import Case
from dispatch.families.response.resolve import resolved_contingencies, resolved_responders
from dispatch.present.peak_report.formatter import Formatter


def asset_name(case: Case, asset: Entity, fmt: Formatter) -> str:
    """An asset by its name; a flexible load without one by that of its load."""
    if not (asset.zh or asset.en) and (load := getattr(asset, "load", None)):
        asset = next((x for x in case.load if x.id == load), asset)
    return fmt.name(asset)


def responder_names(case: Case, fmt: Formatter) -> dict[str, str]:
    """Responder → the name of its asset."""
    return {r.id: asset_name(case, r.asset, fmt) for r in resolved_responders(case)}


def contingency_names(case: Case, fmt: Formatter) -> dict[str, str]:
    """Contingency → its name, or what is lost."""
    found = {}
    for c in resolved_contingencies(case):
        zh, en = c.entity.zh, c.entity.en
        if c.asset is not None and not (zh if fmt.lang == "zh" else en):
            found[c.id] = fmt.say("loss_of", name=asset_name(case, c.asset, fmt))
        else:
            found[c.id] = (zh or en or c.id) if fmt.lang == "zh" else (en or c.id)
    return found


def offer_names(case: Case, fmt: Formatter) -> dict[str, str]:
    """Offer → its virtual plant and its price."""
    plants = {plant.id: fmt.name(plant) for plant in case.virtual_plant}
    return {
        offer.id: fmt.say("offer_of", plant=plants[offer.virtual_plant], price=f"{offer.price_cny_per_kw_event:g}")
        for offer in case.offer
        if offer.virtual_plant in plants
    }
