-- Distributes the schema over Citus, by organization. Run once with psql, on the coordinator, as the owner of the tables: after
-- `create extension citus`, adding the workers and `npm run db:migrate`, before the application starts. README, "Growing", says why
-- each step is there; e2e/citus.spec.ts runs it against every table, key and trigger of the schema.
\set ON_ERROR_STOP on

-- 1. Foreign keys and triggers step aside. A reference table would turn all tables that refer to it into local ones first, and
--    Citus cannot distribute a local one that has an identity column; nor a table with triggers.
create table citus_kept (place int generated always as identity, statement text not null);

insert into citus_kept (statement)
select format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
from pg_constraint
-- From a reference table to a distributed one there is no foreign key: how an organization is found does without.
where contype = 'f' and connamespace = 'public'::regnamespace
  and conrelid not in ('sign_in_addresses'::regclass, 'sign_in_identities'::regclass)
order by conname;

insert into citus_kept (statement)
select pg_get_triggerdef(oid)
from pg_trigger
-- 32: BEFORE TRUNCATE. Citus brings its own; see to it that the application's role may not truncate.
where not tgisinternal and tgrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace) and tgtype & 32 = 0
order by tgname;

select format('alter table %s drop constraint %I', conrelid::regclass, conname)
from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace order by conname \gexec

select format('drop trigger %I on %s', tgname, tgrelid::regclass)
from pg_trigger
where not tgisinternal and tgrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)
order by tgname \gexec

-- 2. A key must hold the column by which a table is distributed. Found by its provider's id a message still is, on every node.
alter table provider_messages drop constraint provider_messages_pkey, add primary key (organization_id, provider_id);
create index provider_messages_by_id on provider_messages (provider_id);

-- 3. What belongs to no organization, or leads to one, is on every node; counters of tries lie wherever their key leads.
select create_reference_table('organizations');
select create_reference_table('sign_in_addresses');
select create_reference_table('sign_in_identities');
select create_distributed_table('rate_limits', 'key', colocate_with => 'none');

-- 4. All else lies with its organization, every table's part of it on the same node.
select create_distributed_table('admins', 'organization_id');
select create_distributed_table('audit_entries', 'organization_id', colocate_with => 'admins');
select create_distributed_table('audit_heads', 'organization_id', colocate_with => 'admins');
select create_distributed_table('courses', 'organization_id', colocate_with => 'admins');
select create_distributed_table('groups', 'organization_id', colocate_with => 'admins');
select create_distributed_table('learners', 'organization_id', colocate_with => 'admins');
select create_distributed_table('list_rows', 'organization_id', colocate_with => 'admins');
select create_distributed_table('mail_recipients', 'organization_id', colocate_with => 'admins');
select create_distributed_table('organization_products', 'organization_id', colocate_with => 'admins');
select create_distributed_table('outcomes', 'organization_id', colocate_with => 'admins');
select create_distributed_table('pinned_learners', 'organization_id', colocate_with => 'admins');
select create_distributed_table('product_references', 'organization_id', colocate_with => 'admins');
select create_distributed_table('report_totals', 'organization_id', colocate_with => 'admins');
select create_distributed_table('safeguards', 'organization_id', colocate_with => 'admins');
select create_distributed_table('staged_rows', 'organization_id', colocate_with => 'admins');
select create_distributed_table('tombstones', 'organization_id', colocate_with => 'admins');
select create_distributed_table('admin_invitations', 'organization_id', colocate_with => 'admins');
select create_distributed_table('admin_sessions', 'organization_id', colocate_with => 'admins');
select create_distributed_table('api_tokens', 'organization_id', colocate_with => 'admins');
select create_distributed_table('assignments', 'organization_id', colocate_with => 'admins');
select create_distributed_table('course_progress', 'organization_id', colocate_with => 'admins');
select create_distributed_table('deletion_batches', 'organization_id', colocate_with => 'admins');
select create_distributed_table('group_memberships', 'organization_id', colocate_with => 'admins');
select create_distributed_table('holds', 'organization_id', colocate_with => 'admins');
select create_distributed_table('lists', 'organization_id', colocate_with => 'admins');
select create_distributed_table('mails', 'organization_id', colocate_with => 'admins');
select create_distributed_table('password_resets', 'organization_id', colocate_with => 'admins');
select create_distributed_table('product_seats', 'organization_id', colocate_with => 'admins');
select create_distributed_table('second_admin_requests', 'organization_id', colocate_with => 'admins');
select create_distributed_table('viewing_activity', 'organization_id', colocate_with => 'admins');
select create_distributed_table('api_requests', 'organization_id', colocate_with => 'admins');
select create_distributed_table('certificates', 'organization_id', colocate_with => 'admins');
select create_distributed_table('deletion_chunks', 'organization_id', colocate_with => 'admins');
select create_distributed_table('due_work', 'organization_id', colocate_with => 'admins');
select create_distributed_table('mail_events', 'organization_id', colocate_with => 'admins');
select create_distributed_table('upload_slices', 'organization_id', colocate_with => 'admins');
select create_distributed_table('provider_messages', 'organization_id', colocate_with => 'admins');

-- 5. Foreign keys and triggers come back. The triggers write, if at all, rows of the same organization on the same node.
set citus.enable_unsafe_triggers = on;

select statement from citus_kept order by place \gexec

select format('select run_command_on_all_nodes(%L)',
  format('alter database %I set citus.allow_nested_distributed_execution = on', current_database())) \gexec

drop table citus_kept;
