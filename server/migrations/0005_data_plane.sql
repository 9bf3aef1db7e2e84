-- What the data plane is to do with deployments.

-- What somebody last asked for: 'running' or 'stopped'. An external deployment is always 'running'.
alter table deployments add column wanted_state text not null default 'running'
    check (wanted_state in ('running', 'stopped'));

-- Deployments that are gone, and whose data is to go too. A row stays until that is done, so that a server that is
-- killed on the way does it at its next start.
create table deployment_removals (
    deployment_id text primary key not null,
    asked_at bigint not null
);
