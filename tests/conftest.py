"""What holds for all tests."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A busy machine is no fault of what is tested: how long an example takes to be made or to run says nothing here.
settings.register_profile("haowai", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("haowai")
