-- Access tokens: the credentials of programs that read or write the data of one deployment.

create table access_tokens (
    id text primary key not null,
    deployment_id text not null references deployments (id) on delete cascade,
    -- Its name.
    description text not null,
    mode text not null check (mode in ('r', 'w', 'rw')),
    -- accountID or accountID:projectID; null for any.
    tenant_id text,
    -- The hash of the value: no two tokens are alike.
    value_hash text not null unique,
    last_four text not null,
    -- The value under the master key: it is shown again, and the access endpoint compares it.
    value_sealed bytea not null,
    created_at bigint not null,
    -- The e-mail address, or the name of the API key, of the one who made it, which outlives them.
    created_by text not null,
    last_used_at bigint
);
create index access_tokens_by_deployment on access_tokens (deployment_id, created_at, id);

-- How many requests came with a token in each hour since 1970.
create table access_token_hours (
    access_token_id text not null references access_tokens (id) on delete cascade,
    hour bigint not null,
    requests bigint not null,
    primary key (access_token_id, hour)
);
