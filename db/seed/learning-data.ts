// A year of learning for given learners: who began what when, sat how long, finished or not, was assigned what.
// Called by db/seed/index.ts and the fixtures of the tests; totals are computed afterwards from the rows.
import type { Transaction } from "@/db/client";
import { asArray } from "./arrays";
import type { Learner } from "./learners";
import type { Organization } from "./organizations";
import type { Random } from "./random";

const DAY = 86_400_000;
const MONTHS = 12;
/** January to December: courses fill up after the holidays and in autumn, and empty around Lebaran and the year's end. */
const SEASON = [1.25, 1.1, 0.7, 0.75, 0.95, 1, 0.9, 1.05, 1.2, 1.3, 1.25, 0.6];
const GROWTH_A_MONTH = 1.05;
const NEVER_ACTIVE = 0.09;

type Course = Organization["courses"][number];
type Progress = { learner: number; course: number; percent: number; startedAt: Date; completedAt: Date | null };
type Sitting = { learner: number; course: number; viewedAt: Date; seconds: number };
type Assignment = { learner: number; course: number; assignedAt: Date; dueAt: Date | null };
type LearningData = { progress: Progress[]; sittings: Sitting[]; assignments: Assignment[] };

/** Days on which learning may have begun, from a year ago to now, each with its weight. */
type Calendar = { months: { from: number; to: number }[]; weights: number[]; now: number };

export async function addLearningData(
  tx: Transaction,
  organization: Organization,
  learners: readonly Learner[],
  plan: { random: Random; now: Date },
): Promise<void> {
  const year = calendar(plan.now);
  const data: LearningData = { progress: [], sittings: [], assignments: [] };
  for (const learner of learners) imagine(data, learner, organization.courses, year, plan.random);
  await insert(tx, organization.id, data);
}

function calendar(now: Date): Calendar {
  const months = Array.from({ length: MONTHS }, (_, index) => {
    const month = now.getUTCMonth() - (MONTHS - 1) + index;
    const from = Date.UTC(now.getUTCFullYear(), month, 1);
    return { from, to: Math.min(Date.UTC(now.getUTCFullYear(), month + 1, 1), now.getTime()) };
  });
  const weights = months.map(({ from, to }, index) => {
    const season = SEASON[new Date(from).getUTCMonth()] ?? 1;
    return season * GROWTH_A_MONTH ** index * ((to - from) / (30 * DAY));
  });
  return { months, weights, now: now.getTime() };
}

function imagine(
  data: LearningData,
  learner: Learner,
  courses: readonly Course[],
  year: Calendar,
  random: Random,
): void {
  if (courses.length === 0) return;
  // Popular courses stand first in nobody's list: a fixed but mixed order of popularity.
  const weights = courses.map((_, index) => 1 / (1 + ((index * 17) % courses.length) * 0.12));
  const choose = (count: number) =>
    [...new Set(Array.from({ length: count }, () => random.weighted(weights)))].map(
      (index) => courses[index] as Course,
    );
  if (!random.chance(NEVER_ACTIVE)) {
    const eagerness = random.next() ** 2;
    for (const course of choose(1 + Math.floor(eagerness * 11))) take(data, learner, course, year, random);
  }
  for (const course of choose(random.weighted([0.45, 0.3, 0.15, 0.1]))) {
    const assignedAt = moment(learner, year, random);
    const dueAt = random.chance(0.8) ? new Date(assignedAt.getTime() + random.between(14, 60) * DAY) : null;
    data.assignments.push({ learner: learner.id, course: course.id, assignedAt, dueAt });
  }
}

function take(data: LearningData, learner: Learner, course: Course, year: Calendar, random: Random): void {
  const startedAt = moment(learner, year, random);
  const wanted = random.chance(0.62) ? 100 : random.between(4, 95);
  let at = startedAt.getTime();
  let left = Math.max(60, Math.round((course.seconds * wanted) / 100));
  const total = left;
  let endedAt = at;
  while (left > 0 && at < year.now) {
    const seconds = Math.min(left, random.between(6 * 60, 48 * 60), Math.floor((year.now - at) / 1000));
    if (seconds <= 0) break;
    data.sittings.push({ learner: learner.id, course: course.id, viewedAt: new Date(at), seconds });
    left -= seconds;
    endedAt = at + seconds * 1000;
    at += random.between(1, 9) * DAY + random.between(-90, 90) * 60_000;
  }
  const percent = Math.max(1, Math.floor((wanted * (total - left)) / total));
  const completedAt = percent === 100 ? new Date(Math.min(endedAt, year.now)) : null;
  data.progress.push({ learner: learner.id, course: course.id, percent, startedAt, completedAt });
}

/** A moment of the year in which the learner was there already, between eight and six o'clock in Jakarta (UTC+7). */
function moment(learner: Learner, year: Calendar, random: Random): Date {
  const there = learner.createdAt.getTime();
  const month =
    year.months[random.weighted(year.weights.map((weight, i) => ((year.months[i]?.to ?? 0) > there ? weight : 0)))];
  if (!month || month.to <= there) return new Date(Math.min(there, year.now - 3_600_000));
  const from = Math.max(month.from, there);
  const day = Math.floor((from + random.next() * (month.to - from)) / DAY) * DAY;
  const at = day + random.between(60, 660) * 60_000 + random.between(0, 59_999);
  return new Date(Math.min(Math.max(at, from), year.now - 3_600_000));
}

async function insert(tx: Transaction, organizationId: number, data: LearningData): Promise<void> {
  const { progress, sittings, assignments } = data;
  await tx`
    insert into course_progress (organization_id, learner_id, course_id, percent, started_at, completed_at)
    select ${organizationId}, p.* from unnest(
      ${asArray(progress.map((p) => p.learner))}::bigint[], ${asArray(progress.map((p) => p.course))}::bigint[],
      ${asArray(progress.map((p) => p.percent))}::smallint[], ${asArray(progress.map((p) => p.startedAt))}::timestamptz[],
      ${asArray(progress.map((p) => p.completedAt))}::timestamptz[]) as p`;
  await tx`
    insert into viewing_activity (organization_id, learner_id, course_id, viewed_at, seconds)
    select ${organizationId}, s.* from unnest(
      ${asArray(sittings.map((s) => s.learner))}::bigint[], ${asArray(sittings.map((s) => s.course))}::bigint[],
      ${asArray(sittings.map((s) => s.viewedAt))}::timestamptz[], ${asArray(sittings.map((s) => s.seconds))}::int[]) as s`;
  await tx`
    insert into assignments (organization_id, learner_id, course_id, assigned_at, due_at)
    select ${organizationId}, a.* from unnest(
      ${asArray(assignments.map((a) => a.learner))}::bigint[], ${asArray(assignments.map((a) => a.course))}::bigint[],
      ${asArray(assignments.map((a) => a.assignedAt))}::timestamptz[], ${asArray(assignments.map((a) => a.dueAt))}::timestamptz[]) as a`;
}
