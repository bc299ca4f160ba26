"""What an engineer's hour can be booked to, and the states a feature's hour can be in."""

from __future__ import annotations

from enum import IntEnum


class Activity(IntEnum):
    """What an hour of an engineer went to. Every hour goes to exactly one."""

    FEATURE = 0
    FEATURE_UNPLANNED = 1
    REWORK = 2
    TOIL_STANDING = 3
    TOIL_SERVICE = 4
    INCIDENT = 5
    MIGRATION = 6
    SUPPORT = 7
    ROADMAP = 8
    IMPROVEMENT = 9
    ENABLING = 10
    DEPENDENCY = 11
    RESUMPTION = 12
    OVERLOAD = 13
    RAMP_UP = 14
    MEETINGS = 15
    COMMUNITY = 16
    COACHING = 17
    LEARNING = 18
    LEAVE = 19
    IDLE = 20


ACTIVITIES: tuple[str, ...] = tuple(activity.name.lower() for activity in Activity)

#: Hours that are not at a team's disposal for tasks: the fixed shares of an engineer's time.
FIXED: tuple[Activity, ...] = (
    Activity.MEETINGS,
    Activity.COMMUNITY,
    Activity.COACHING,
    Activity.LEAVE,
)

#: Ends an engineer's entries in the log of hours; it is no activity.
GONE = -1

#: A booking is an activity, and the capability it was for (0: none), in one small number.
CAPABILITY_SHIFT = 5
ACTIVITY_MASK = (1 << CAPABILITY_SHIFT) - 1


def booking(activity: Activity, capability: int = -1) -> int:
    """Return the number under which hours of *activity* for *capability* (−1: none) are booked."""
    return with_capability(int(activity), capability)


def with_capability(booked: int, capability: int) -> int:
    """Return the booking of *booked*, an activity's number, for *capability*."""
    return booked | (capability + 1) << CAPABILITY_SHIFT


class State(IntEnum):
    """Where an hour of a feature's life goes. Every hour is in exactly one state."""

    WORKED = 0  # any hand works on it
    INTERRUPTED = 1  # a hand was pre-empted, none works
    ENGINEER = 2  # waiting for an engineer
    ENVIRONMENT = 3  # waiting for an environment
    TICKET = 4  # waiting for a ticket
    WINDOW = 5  # waiting for a release window
    SUPPORT = 6  # waiting for the platform's support
    OUTAGE = 7  # waiting for the end of an outage
    OTHER_TEAM = 8  # waiting for another team
    DELAY = 9  # a machine, or somebody outside, is at it


STATES: tuple[str, ...] = tuple(state.name.lower() for state in State)

#: Ends a feature's journey in the log; it is no state.
RELEASED = len(STATES)
