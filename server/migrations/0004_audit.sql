-- The audit log. Rows are added, and never changed or deleted.

create table audit_events (
    -- The place in the hash chain: 1, 2, 3, without a gap.
    seq bigint primary key not null,
    id text not null unique,
    at bigint not null,
    actor_kind text not null,
    actor_id text not null,
    actor_name text not null,
    action text not null,
    target_kind text not null,
    target_id text not null,
    target_name text not null,
    deployment_id text,
    ip text,
    user_agent text,
    request_id text,
    outcome text not null,
    -- JSON: [{field, before, after}].
    changes text not null,
    hash text not null,
    -- What the search looks through, in lower case. Not part of the hash.
    search text not null
);
create index audit_events_by_time on audit_events (at);
create index audit_events_by_action on audit_events (action, seq);
create index audit_events_by_actor on audit_events (actor_id, seq);
create index audit_events_by_target on audit_events (target_id, seq);

-- The end of the chain: how many events there are, and the hash of the last. One row.
create table audit_head (
    seq bigint not null,
    hash text not null
);
insert into audit_head (seq, hash) values (0, '');

create trigger audit_events_are_not_changed before update on audit_events
begin
    select raise(abort, 'events of the audit log are never changed');
end;

create trigger audit_events_are_not_deleted before delete on audit_events
begin
    select raise(abort, 'events of the audit log are never deleted');
end;

-- What the server keeps about itself: 'master_key_check' is a known text under the master key.
create table server_facts (
    name text primary key not null,
    value bytea not null
);
