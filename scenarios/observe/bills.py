"""Checks of bills: each gets what a step did, and returns what it complains of."""


def sums(observation):
    values = observation["values"]
    total = sum(item["price"] for item in values.get("items", []))
    if total != values.get("total"):
        return [f"the items cost {total}, the bill says {values.get('total')}"]
    return []


async def prices(observation):
    return [
        f"{item['name']} costs nothing"
        for item in observation["values"].get("items", [])
        if item["price"] <= 0
    ]
