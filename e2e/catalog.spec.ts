// The database's own catalog says whether every key starts with the organization (README, decision "Keys start with the
// organization"). A table that cannot must be named here, with every column it has: none of them a learner's.
import { EXEMPT } from "./exempt-tables";
import { expect, test } from "./fixtures";

/** What a run reads to know where to go. */
const EXEMPT_INDEXES = ["due_work_by_time"];

test("every primary, unique and foreign key starts with the organization", async ({ sql }) => {
  const keys = await sql<{ key: string }[]>`
    select t.relname || '.' || c.conname as key
    from pg_constraint c
    join pg_class t on t.oid = c.conrelid
    join pg_attribute first on first.attrelid = c.conrelid and first.attnum = c.conkey[1]
    left join pg_class there on there.oid = c.confrelid
    left join pg_attribute target on target.attrelid = c.confrelid and target.attnum = c.confkey[1]
    where c.connamespace = 'public'::regnamespace and c.contype in ('p', 'u', 'f')
      and t.relname <> all(${`{${Object.keys(EXEMPT)}}`}::text[])
      and (first.attname <> 'organization_id'
        or c.contype = 'f' and target.attname <> 'organization_id' and there.relname <> 'organizations')`;
  expect(keys.map(({ key }) => key)).toEqual([]);
});

test("every index starts with the organization", async ({ sql }) => {
  const indexes = await sql<{ name: string }[]>`
    select i.relname as name
    from pg_index x
    join pg_class i on i.oid = x.indexrelid
    join pg_class t on t.oid = x.indrelid and t.relnamespace = 'public'::regnamespace
    left join pg_attribute first on first.attrelid = x.indrelid and first.attnum = x.indkey[0]
    where t.relname <> all(${`{${Object.keys(EXEMPT)}}`}::text[]) and first.attname is distinct from 'organization_id'`;
  expect(indexes.map(({ name }) => name)).toEqual(EXEMPT_INDEXES);
});

test("every table names its organization, or is exempt and holds no learner's data", async ({ sql }) => {
  const tables = await sql<{ name: string; columns: string; belongs: boolean }[]>`
    select t.relname as name, string_agg(a.attname, ',' order by a.attname collate "C") as columns,
      bool_or(a.attname = 'organization_id' and a.attnotnull) as belongs
    from pg_class t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
    where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p') group by 1`;
  expect(tables.length).toBeGreaterThan(20);
  const exempt = tables.filter(({ name }) => name in EXEMPT);
  expect(Object.fromEntries(exempt.map(({ name, columns }) => [name, columns.split(",")]))).toEqual(EXEMPT);
  expect(tables.filter(({ name, belongs }) => !(name in EXEMPT) && !belongs).map(({ name }) => name)).toEqual([]);
});

test("the totals of reports and learners are what the rows say", async ({ sql, organizationWith }) => {
  const { id } = await organizationWith({ learners: 60 });
  const [all] = await sql<{ kept: string; counted: string }[]>`
    select (select concat_ws('/', seconds, completions, learners) from report_totals
        where organization_id = ${id} and month = 'all' and group_id = 0 and course_id = 0) as kept,
      concat_ws('/', (select sum(seconds) from viewing_activity where organization_id = ${id}),
        (select count(completed_at) from course_progress where organization_id = ${id}),
        (select count(*) from learners where organization_id = ${id})) as counted`;
  expect(all?.kept).toBe(all?.counted);
  const [sums] = await sql<{ months: number; whole: number; learners: number }[]>`
    select sum(seconds) filter (where month <> 'all') as months, sum(seconds) filter (where month = 'all') as whole,
      (select sum(seconds_viewed) from learners where organization_id = ${id}) as learners
    from report_totals where organization_id = ${id} and group_id = 0 and course_id = 0`;
  expect(Number(sums?.months)).toBe(Number(sums?.whole));
  expect(Number(sums?.learners)).toBe(Number(sums?.whole));
});
