"""The engine's slow twin for a whole council: levers, places that run out and plans that wait, in plain Python."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from tests.forecast.small_worlds import SmallCouncil, drawn_shares, luck, month_of, new_price, pick

from highneeds.core.philox import uniform_pair, words
from highneeds.forecast import scene as s
from highneeds.forecast import world as w
from highneeds.forecast.posterior import Rates
from highneeds.forecast.sampling import draw_normals, draw_poisson

_LEVER_EVENT = 114


@dataclass
class Child:
    number: np.uint64
    need: int
    setting: int
    nc: int
    price: float
    tenure: int


@dataclass
class Plan:
    """Due in ``month`` of ``step``, at ``nc`` after the summer of that step."""

    number: np.uint64
    need: int
    nc: int
    step: int
    month: int


@dataclass
class Arrival:
    child: Child
    before: int | None
    to: int
    month: int
    quantile: float


@dataclass
class SlowCouncil:
    """One draw. ``play`` fills the counts, which have the axes of ``Simulation`` without the draw."""

    council: SmallCouncil
    rates: Rates
    world: w.World
    scene: s.Scene
    years: int
    lives: dict[int, list[tuple[object, ...]]] = field(default_factory=dict)
    needs: dict[int, set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        needs, settings, ncs = self.rates.is_valid.shape
        januaries, months, groups = self.years + 1, 12 * self.years + 1, len(self.scene.places.places)
        self.children = np.zeros((januaries, needs, settings), int)
        self.price = np.zeros((januaries, needs, settings))
        self.by_nc = np.zeros((januaries, ncs), int)
        self.by_month = np.zeros((months, settings), int)
        self.price_by_month = np.zeros((months, settings))
        self.waiting = np.zeros(months, int)
        self.joined, self.left, self.moved = (np.zeros(januaries, int) for _ in range(3))
        self.overflowed, self.over_places = (np.zeros((januaries, settings), int) for _ in range(2))
        self.places_open, self.places_taken = (np.zeros((months, groups), int) for _ in range(2))
        self.issued, self.due = np.zeros(months, int), np.zeros(months, int)
        self.size = []
        acts = self.scene.acts
        for key, mean, sd in zip(acts.key, acts.mean, acts.sd, strict=True):
            normal = draw_normals(self.world.key, key, 0, _LEVER_EVENT, 0)[0] if self.world.is_drawn else 0.0
            self.size.append(mean + sd * normal)

    def play(self) -> SlowCouncil:
        stock, queue = self.council.stock, self.scene.queue
        columns = zip(
            stock.child_id, stock.need, stock.setting, stock.nc_year + 5, stock.price_gbp_per_year, strict=True
        )
        crowd = [Child(*map(int, one[:4]), float(one[4]), 0) for one in columns]
        crowd = [Child(np.uint64(c.number), c.need, c.setting, c.nc, c.price, c.tenure) for c in crowd]
        line = [self.late_plan(i, int(nc)) for i, nc in enumerate(queue.waiting_nc)]
        self.waiting[0], self.left_over = len(line), 0.0
        self.count_months([(c.need, c.setting, 0, 0, c.price) for c in crowd])
        self.count_january(crowd, 0)
        for step in range(self.years):
            crowd, line = self.live_a_year(crowd, line, step)
            self.count_january(crowd, step + 1)
        return self

    def acts(self, kind: int, step: int, cell: tuple[int, int, int]) -> list[tuple[int, float]]:
        """The levers of a kind on a cell, each with what it does in the step."""
        acts = self.scene.acts
        return [
            (i, self.size[i] * acts.strength[i, step])
            for i in range(len(acts.kind))
            if acts.kind[i] == kind and acts.cells[(i, *cell)]
        ]

    def monthly(self, kind: int, month: int, where: int | None = None) -> float:
        acts = self.scene.acts
        return sum(
            self.size[i] * acts.strength_by_month[i, month]
            for i in range(len(acts.kind))
            if acts.kind[i] == kind and (where is None or acts.to_setting[i] == where)
        )

    def factor(self, kind: int, step: int, cell: tuple[int, int, int]) -> float:
        return float(np.prod([max(0.0, 1.0 + change) for _, change in self.acts(kind, step, cell)]))

    def price_factor(self, month: int, setting: int) -> float:
        acts, product = self.scene.acts, 1.0
        for i in range(len(acts.kind)):
            if acts.kind[i] == s.PRICE and acts.cells[i, 0, setting, 0]:
                product *= max(0.0, 1.0 + self.size[i] * acts.strength_by_month[i, month])
        return product

    def places(self, group: int, month: int) -> int:
        return max(0, int(self.scene.places.places[group, month]) + round(self.monthly(s.PLACES, month, group)))

    def live_a_year(self, crowd: list[Child], line: list[Plan], step: int) -> tuple[list[Child], list[Plan]]:
        self.present = np.zeros((12, *self.children.shape[1:]), int)
        going, staying, arrivals = [], [], []
        for child in crowd:
            leaves, moves, changes, when = self.decide(child, step)
            setting_before, need_before = child.setting, child.need
            child.nc += 1
            to = None if leaves else self.after_a_year(child, moves, changes, step)
            if to is None:
                month = month_of(self.rates.months.leaving[min(child.nc, self.by_nc.shape[1] - 1)], when)
                self.present[:month, need_before, setting_before] += 1
                going.append((setting_before, step * 12 + month + 1, child.price))
                self.left[step + 1] += 1
                self.lives.setdefault(int(child.number), []).append(("left", step, month, setting_before))
                continue
            where, quantile = to
            month = month_of(self.rates.months.moving[child.nc], when) if where != child.setting else 12
            self.present[:month, child.need, child.setting] += 1
            staying.append(child)
            if where != child.setting:
                arrivals.append(Arrival(child, child.setting, where, month, quantile))
        line, joiners = self.join(line, step)
        for arrival in sorted(arrivals + joiners, key=lambda one: one.month):
            self.settle(arrival, step)
        for setting, month, price in going:
            self.count_change(setting, month, -1, price)
        for month in range(12):
            for group in range(self.places_open.shape[1]):
                self.places_taken[12 * step + month + 1, group] = self.taken(group, month)
        crowd = staying + [one.child for one in joiners]
        for child in staying:
            child.tenure += 0 < child.tenure < 5
        return crowd, line

    def decide(self, child: Child, step: int) -> tuple[bool, bool, bool, float]:
        cell = (child.need, child.setting, child.nc)
        leave, move, change, _ = self.world.odds.reshape(*self.rates.is_valid.shape, 4)[cell].astype(float)
        leave *= self.factor(s.LEAVING, step, cell) if leave < w.CERTAIN else 1.0
        leave *= self.world.band_odds[(0, 1, 2, 3, 3, 4)[child.tenure]] * self.world.leave_year[step]
        if move < w.CERTAIN:
            move *= self.factor(s.MOVING, step, cell) * self.world.move_year[step]
        change *= self.factor(s.NEED_CHANGE, step, cell)
        leaving, moving, changing, when = luck(self.world, child.number, 2023 + step, w.REMAIN)
        leaves = leaving < leave / (1 + leave) or any(leaving < one for one in self.ends_by_age(step, cell))
        return leaves, moving < move / (1 + move), changing < change / (1 + change), when

    def ends_by_age(self, step: int, cell: tuple[int, int, int]) -> list[float]:
        """Of those that come to the limit the share that may not stay; of those past it already, as many as leaves
        the same share of all who were there before the lever.
        """
        shares = []
        for i, share in self.acts(s.AGE_LIMIT, step, cell):
            now = min(1.0, max(0.0, share))
            need, setting, nc = cell
            was_past = nc > 0 and self.scene.acts.cells[i, need, setting, nc - 1]
            before = self.size[i] * self.scene.acts.strength[i, step - 1] if step else 0.0
            before = min(1.0, max(0.0, before)) if was_past else 0.0
            still = (1.0 - now) / (1.0 - before) if before < 1.0 else 1.0 - now
            shares.append(1.0 - still if self.scene.acts.strength[i, step] > 0.0 else 0.0)
        return shares

    def after_a_year(self, child: Child, moves: bool, changes: bool, step: int) -> tuple[int, float] | None:  # noqa: FBT001 - a test's own twin
        valid = self.rates.is_valid[:, :, child.nc] if child.nc < self.by_nc.shape[1] else None
        moves = moves or not valid[child.need, child.setting]
        if changes:
            fits = valid.any(axis=1) if moves else valid[:, child.setting]
            drawn = drawn_shares(self.world, "new_need", self.rates, child.need)
            ups = [d if fits[n] and n != child.need else 0.0 for n, d in enumerate(drawn)]
            luck_of_need = uniform_pair(self.world.key, child.number, 2023 + step, w.NEED_CHANGE, 0)[1]
            chosen = pick(ups, luck_of_need)
            child.need = child.need if chosen is None else chosen
        if not moves:
            return child.setting, 0.0
        where, dear, turn, _ = luck(self.world, child.number, 2023 + step, w.MOVE)
        drawn = drawn_shares(self.world, "destination", self.rates, (child.setting, child.nc))
        weights = drawn * valid[child.need] * self.rates.affinity[child.need]
        to = pick([0.0 if n == child.setting else d for n, d in enumerate(weights)], where)
        if to is None and valid[child.need, child.setting]:
            to = child.setting
        elif to is None:
            to = pick(list(map(float, valid[child.need])), where)
        if to is None or to == child.setting:
            return None if to is None else (to, 0.0)
        return self.sent(child.need, to, child.nc, step, turn, child.setting), dear

    def sent(self, need: int, setting: int, nc: int, step: int, turn: float, before: int | None) -> int:
        """A share of those who would come to a lever's settings are sent on, where they may be."""
        acts = self.scene.acts
        for i in range(len(acts.kind)):
            if (
                acts.kind[i] == s.SHIFT
                and acts.cells[i, need, setting, nc]
                and turn < self.size[i] * acts.strength[i, step]
            ):
                to = int(acts.to_setting[i])
                setting = to if self.rates.is_valid[need, to, nc] else setting
            if setting == before:
                return setting
        return setting

    def late_plan(self, i: int, nc: int) -> Plan:
        number = np.uint64((3 << 62) | i)
        which = (int(words(self.world.key, number, 2023, w.JOIN, 1)[0]) + 0.5) / 2**32
        rates = self.world.join_rate[nc] if self.world.join_rate[nc].any() else self.world.join_rate.sum(axis=0)
        return Plan(number, pick(list(rates), which), nc, -1, 0)

    def plans_due(self, step: int) -> list[Plan]:
        plans, year = [], 2023 + step
        population = self.council.population.between(2023, 2023 + self.years)
        for nc, need in np.ndindex(self.world.join_rate.shape):
            mean = population[step + 1, nc] * self.world.join_rate[nc, need] * self.world.join_year[step]
            mean *= self.factor(s.JOINING, step, (need, 0, nc))
            group = np.uint64((1 << 63) | (year << 40) | (nc << 32) | (need << 24))
            for i in range(draw_poisson(self.world.key, group, year, w.JOIN_COUNT, mean)):
                number = group | np.uint64(i)
                month = month_of(self.rates.months.joining[nc], luck(self.world, number, year, w.JOIN)[3])
                plans.append(Plan(number, need, nc, step, month))
        return plans

    def join(self, line: list[Plan], step: int) -> tuple[list[Plan], list[Arrival]]:
        due, queue = self.plans_due(step), self.scene.queue
        for plan in due:
            self.due[12 * step + plan.month + 1] += 1
        issued = [(plan, plan.month) for plan in due]
        if len(queue.keep_up):
            issued = []
            for month in range(12):
                new = [plan for plan in due if plan.month == month]
                line += new
                at = 12 * step + month
                keep_up = max(0.0, queue.keep_up[at] + self.monthly(s.KEEP_UP, at + 1))
                cleared = max(0.0, queue.cleared[at] + self.monthly(s.CLEARING, at + 1))
                can = min(keep_up * len(new) + cleared + self.left_over, queue.most[at])
                self.left_over = can - int(can)
                issued += [(plan, month) for plan in line[: int(can)]]
                line = line[int(can) :]
                self.waiting[at + 1] = len(line)
        arrivals = []
        for plan, month in issued:
            self.issued[12 * step + month + 1] += 1
            arrival = self.first_setting(plan, month, step)
            arrivals += [] if arrival is None else [arrival]
        return line, arrivals

    def first_setting(self, plan: Plan, month: int, step: int) -> Arrival | None:
        nc = min(plan.nc + step - plan.step, self.by_nc.shape[1] - 1)
        where, dear, turn, _ = luck(self.world, plan.number, 2023 + step, w.JOIN)
        drawn = drawn_shares(self.world, "join_setting", self.rates, (nc, plan.need))
        setting = pick(list(drawn * self.rates.is_valid[plan.need, :, nc]), where)
        if setting is None:
            return None
        if plan.step < step:
            limits = self.acts(s.AGE_LIMIT, step, (plan.need, setting, nc - 1))
            if any(turn < share for _, share in limits):
                return None
        setting = self.sent(plan.need, setting, nc, step, turn, None)
        return Arrival(Child(plan.number, plan.need, setting, nc, 0.0, 1), None, setting, month, dear)

    def taken(self, group: int, month: int) -> int:
        return int(self.present[month][self.scene.places.group == group].sum())

    def has_place(self, need: int, setting: int, month: int, step: int) -> bool:
        group = self.scene.places.group[need, setting]
        return group < 0 or self.taken(group, month) < self.places(group, 12 * step + month + 1)

    def settle(self, arrival: Arrival, step: int) -> None:
        child, month, to = arrival.child, arrival.month, arrival.to
        if not self.has_place(child.need, to, month, step):
            self.overflowed[step + 1, to] += 1
            others = [int(other) for other in self.scene.places.overflow[to] if other >= 0]
            fit = [other for other in others if self.rates.is_valid[child.need, other, child.nc]]
            free = [other for other in fit if self.has_place(child.need, other, month, step)]
            self.over_places[step + 1, to] += not free
            to = free[0] if free else to
        self.present[month:, child.need, to] += 1
        at = 12 * step + month + 1
        if arrival.before is not None:
            self.count_change(arrival.before, at, -1, child.price)
        else:
            self.joined[step + 1] += 1
        if to != arrival.before:
            self.moved[step + 1] += arrival.before is not None
            child.price = new_price(self.council.prices, child.need, to, arrival.quantile)
        child.setting = to
        self.count_change(to, at, 1, child.price)
        self.lives.setdefault(int(child.number), []).append(("came", step, month, arrival.before, to))

    def count_months(self, stock: list[tuple[int, int, int, int, float]]) -> None:
        for _, setting, _, month, price in stock:
            self.count_change(setting, month, 1, price)
        for group in range(self.places_open.shape[1]):
            for month in range(len(self.places_open)):
                self.places_open[month, group] = self.places(group, month)
            self.places_taken[0, group] = sum(self.scene.places.group[need, at] == group for need, at, *_ in stock)

    def count_change(self, setting: int, month: int, sign: int, price: float) -> None:
        self.by_month[month:, setting] += sign
        self.price_by_month[month:, setting] += sign * price

    def count_january(self, crowd: list[Child], january: int) -> None:
        for child in crowd:
            self.children[january, child.need, child.setting] += 1
            self.by_nc[january, child.nc] += 1
            self.needs.setdefault(int(child.number), set()).add(child.need)
            self.price[january, child.need, child.setting] += child.price * self.price_factor(
                12 * january, child.setting
            )
