"""The address that a click subscribes to."""


def webcal_address(address: str) -> str:
    """Turn http and https into webcal, which calendar programs open by themselves; "" stays empty."""
    return "webcal:" + address.partition(":")[2] if address else ""
