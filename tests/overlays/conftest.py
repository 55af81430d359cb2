"""What a failed test of OBS says of Tyńda: nothing, where OBS itself crashed."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from tests.overlays.obs_studio import StudioCrashedError


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Tells the two apart; `flaky` runs a test again for this error alone."""
    try:
        return (yield)
    except (Exception, pytest.fail.Exception) as failure:
        studio = pyfuncitem.funcargs.get("studio")
        if studio is not None and studio.crashed:
            raise StudioCrashedError(f"it ended while {pyfuncitem.name} ran") from failure
        raise
