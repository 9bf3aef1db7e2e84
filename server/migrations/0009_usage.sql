-- Usage that outlives the process: how many requests of the management API came with each key.

create table api_key_days (
    -- No reference: what a key has used stays when it is deleted.
    api_key_id text not null,
    -- Days since 1970, in UTC.
    day bigint not null,
    requests bigint not null,
    -- The key's name when this was last written.
    name text not null,
    primary key (api_key_id, day)
);
create index api_key_days_by_day on api_key_days (day);

-- The requests of the last hours, which were all that was kept.
insert into api_key_days (api_key_id, day, requests, name)
select api_key_id, hour / 24, sum(requests), name from api_key_hours
join api_keys on api_keys.id = api_key_id group by api_key_id, hour / 24, name;
