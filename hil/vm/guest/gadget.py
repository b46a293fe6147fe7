"""USB devices made by the guest itself: the kernel's gadget side, joined to its host side by dummy_hcd."""

import subprocess
from pathlib import Path

from station import until

GADGETS = Path("/sys/kernel/config/usb_gadget")
FULL_SPEED = "full-speed"


class Gadget:
    """One USB device; ``function`` as configfs calls it, ``acm.0`` for example. Plugged in and out at will."""

    def __init__(
        self, name: str, function: str, *, socket: int, vendor: int, product: int, release: int, node: Path
    ) -> None:
        """``socket``: number of the simulated controller, each with one socket; ``node``: what appears in /dev."""
        self.node = node
        self._folder = GADGETS / name
        self._socket = f"dummy_udc.{socket}"
        config = self._folder / "configs/c.1"
        for folder in (self._folder / "strings/0x409", config, self._folder / "functions" / function):
            folder.mkdir(parents=True)
        for key, number in {"idVendor": vendor, "idProduct": product, "bcdDevice": release}.items():
            (self._folder / key).write_text(f"{number:#06x}")
        (self._folder / "max_speed").write_text(FULL_SPEED)
        (self._folder / "strings/0x409/product").write_text(name)
        (config / function).symlink_to(self._folder / "functions" / function)

    def plug_in(self) -> None:
        """Returns when its node is there and udev has dealt with it."""
        (self._folder / "UDC").write_text(self._socket)
        until(self.node.exists, f"{self.node} appears")
        settle()

    def pull(self) -> None:
        """Returns when its node is gone."""
        (self._folder / "UDC").write_text("\n")
        until(lambda: not self.node.exists(), f"{self.node} vanishes")
        settle()


def settle() -> None:
    """Wait until udev has done everything it was told of."""
    subprocess.run(["udevadm", "settle", "--timeout=20"], check=True)
