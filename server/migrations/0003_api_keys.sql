-- API keys: the credentials of programs.

create table api_keys (
    id text primary key not null,
    name text not null,
    -- The name in lower case, for the search.
    name_folded text not null,
    -- The hash of the value: a copied database opens no door.
    value_hash text not null unique,
    last_four text not null,
    -- The value under the master key, for a key that may be shown again.
    value_sealed bytea,
    -- 'r' or 'rw'.
    permission text not null check (permission in ('r', 'rw')),
    -- 1: every deployment, also later ones. 0: those in api_key_deployments.
    reaches_all bigint not null,
    state text not null check (state in ('enabled', 'disabled')),
    created_at bigint not null,
    -- The e-mail address of the one who made it, which outlives them.
    created_by text not null,
    expires_at bigint,
    -- The key that took its place. It may be deleted before this one.
    replaced_by text,
    last_used_at bigint,
    last_used_ip text
);
create index api_keys_by_age on api_keys (created_at, id);

create table api_key_deployments (
    api_key_id text not null references api_keys (id) on delete cascade,
    -- No reference: the last deployment of a key stays named when it is deleted, so that "none left" is never empty.
    deployment_id text not null,
    primary key (api_key_id, deployment_id)
);
create index api_key_deployments_by_deployment on api_key_deployments (deployment_id);

-- How many calls a key made in each hour since 1970.
create table api_key_hours (
    api_key_id text not null references api_keys (id) on delete cascade,
    hour bigint not null,
    requests bigint not null,
    primary key (api_key_id, hour)
);

-- The answers to requests that came with an Idempotency-Key, sealed under the master key: they may hold a value.
create table idempotency_keys (
    caller text not null,
    key text not null,
    -- The hash of method, path and body.
    fingerprint text not null,
    at bigint not null,
    status bigint not null,
    answer bytea not null,
    primary key (caller, key)
);
create index idempotency_keys_by_age on idempotency_keys (at);
