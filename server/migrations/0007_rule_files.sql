-- Rule files, each with its versions. What a deleted one held stays, so that it can be restored.

create table rule_files (
    deployment_id text not null references deployments (id) on delete cascade,
    name text not null,
    -- The version that is kept.
    version bigint not null,
    primary key (deployment_id, name)
);

create table rule_file_versions (
    deployment_id text not null references deployments (id) on delete cascade,
    name text not null,
    -- 1, 2, 3, without a gap, also when the file was deleted in between.
    number bigint not null,
    change text not null check (change in ('created', 'replaced', 'restored', 'deleted')),
    restored_from bigint,
    bytes bigint not null,
    sha256 text not null,
    alerting bigint not null,
    recording bigint not null,
    -- JSON: the names of the groups, in the order of the text.
    group_names text not null,
    created_at bigint not null,
    created_by text not null,
    -- As it was sent, byte for byte. The last column: SQLite reads through a long one to reach those behind it.
    content bytea not null,
    primary key (deployment_id, name, number)
);
