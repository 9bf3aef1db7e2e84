-- Deployments: VictoriaMetrics that Keyhouse runs, or that runs elsewhere.

create table deployments (
    id text primary key not null,
    name text not null,
    -- 'single_node' or 'cluster'.
    kind text not null,
    tier bigint not null,
    provider text not null,
    region text not null,
    created_at bigint not null,
    retention_value bigint not null,
    retention_unit text not null,
    deduplication_value bigint not null,
    deduplication_unit text not null,
    storage_size_gb bigint not null,
    maintenance_window text not null,
    -- Flags of the processes, as JSON.
    flags text not null,
    -- Where it runs already, for the provider 'external'.
    external_url text,
    external_insert_url text,
    external_select_url text,
    -- How to get in there, sealed under the master key.
    external_basic_auth_sealed bytea,
    external_bearer_token_sealed bytea
);
