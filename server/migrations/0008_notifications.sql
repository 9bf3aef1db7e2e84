-- Where the alerts of a deployment go. Without a row: to nobody.

create table notifications (
    deployment_id text primary key not null references deployments (id) on delete cascade,
    kind text not null check (kind in ('none', 'managed', 'external')),
    -- Alertmanager's config under the master key: it may hold passwords. Null until somebody saved one.
    config_sealed bytea,
    -- Of an Alertmanager that runs already.
    url text,
    basic_auth_sealed bytea,
    bearer_token_sealed bytea,
    updated_at bigint not null,
    updated_by text not null
);
