"""The scenario that `orgshift new` writes: commented, valid, and runs as it is."""

STARTER = """\
# A scenario: one organisation, one stream of demand, and several variants of the organisation.
#   orgshift validate FILE     says what is wrong, all at once
#   orgshift show FILE         prints it with every default and where each value comes from
#   orgshift compare FILE      simulates all variants on the same luck and writes the report
orgshift: 1                       # version of this format

title: Our organisation
question: What happens to lead time and toil if four of us build a platform?

horizon: 24 months                # what is looked at, from day 0 on
replications: 20                  # independent repetitions; more make the intervals narrower

calendar:
  start: 2027-01                  # day 0 is the first working day of this month
  hours_a_day: 8
  working_days: [mon, tue, wed, thu, fri]
  # holidays: [2027-12-27, 2027-12-28]

people:
  meetings: 20 %                  # share of paid time
  leave: 10 %

demand:
  policy: pull                    # the backlog is never empty; or arrivals, with a rate
  limit: 1 per engineer           # features in progress
  size: median 6 days, p90 18 days   # hands-on effort of a feature, in person-days
  unplanned: 30 %                 # share of defects and urgent requests

teams:
  checkout: {engineers: 7, services: 8}
  search: {engineers: 5}
  product: {count: 6, engineers: 6}    # product-1 ... product-6

# What a feature goes through. Shares split its size; a need is met by hand, or by self-service.
workflow:
  design: {share: 15 %}
  build: {share: 50 %, hands: 2, tag: commit}
  review: {share: 10 %}
  environment: {need: environments}
  test:
    share: 20 %
    next: {build: {probability: 20 %, size: 30 %, rework: true}}
  infrastructure:
    need: {capability: infrastructure, number: poisson 0.8}
  release: {share: 5 %, need: deployment, window: true}

release: {window: every 1 week}   # or continuous

# Ways of working. One acts only where it is named; {} takes its defaults.
mechanisms:
  toil: {share: 30 %}
  skill: {}
  failed_changes: {}
  shared_environments: {per_team: 1.5}

# The first variant is what the others are compared with.
variants:
  today: {}

  daily-release:
    title: The same teams, releasing at any time
    changes:
      release-at-any-time: {at: day 0, policy: {release: {window: continuous}}}

  platform:
    title: A platform team of four from our own teams
    changes:
      found-platform:
        at: month 1               # or day 0, 6 weeks, a date
        start:
          group: platform
          kind: platform
          take: 4                 # people, one each from the largest teams
          from: all teams
          adoption: {mode: waves, teams: 2, every: 4 weeks}
"""
