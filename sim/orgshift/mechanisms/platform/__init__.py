"""The platform: a team that builds self-service, and the teams that move over to it."""

from orgshift.mechanisms.platform.platform import Platform

__all__ = ["Platform"]
