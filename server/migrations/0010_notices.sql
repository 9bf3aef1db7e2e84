-- What was told of the ends of API keys, and what is still to be told.

create table notices (
    id text primary key not null,
    api_key_id text not null references api_keys (id) on delete cascade,
    -- The end that is told of. A key that gets another one is told of anew.
    expires_at bigint not null,
    -- How many days before the end: 14, 3 or 0.
    days bigint not null,
    made_at bigint not null,
    unique (api_key_id, expires_at, days)
);

create table notice_deliveries (
    id text primary key not null,
    notice_id text not null references notices (id) on delete cascade,
    channel text not null check (channel in ('webhook', 'email')),
    -- The address; empty for the webhook.
    recipient text not null,
    state text not null check (state in ('waiting', 'delivered', 'failed')),
    -- How often it was tried. Counted before the try, so that no crash makes it endless.
    tries bigint not null,
    -- When it is tried next. During a try, when it is tried again if the server ends meanwhile.
    next_at bigint not null,
    unique (notice_id, channel, recipient)
);
create index notice_deliveries_by_time on notice_deliveries (state, next_at);

-- How the last try of each channel went, test notices included.
create table notice_channels (
    channel text primary key not null,
    at bigint not null,
    delivered bigint not null,
    -- In words for people, without a secret.
    about text not null,
    detail text not null
);
