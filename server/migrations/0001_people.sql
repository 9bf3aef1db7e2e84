-- People who may sign in, and their sessions.
--
-- In all tables: ids are UUIDs as text, instants are milliseconds since 1970 in UTC, hashes are SHA-256 in lower-case
-- hex. The statements are kept to what SQLite and PostgreSQL both understand.

create table users (
    id text primary key not null,
    -- In lower case, so that an address is taken in any spelling.
    email text not null unique,
    name text not null,
    role text not null check (role in ('viewer', 'editor', 'admin')),
    -- Argon2id in PHC string format. Null until the invitation is taken.
    password_hash text,
    -- The hash of the one-time token in the sign-up link, while one is open.
    invitation_hash text unique,
    invitation_expires_at bigint,
    created_at bigint not null,
    -- When the person last did something.
    seen_at bigint
);

create table sessions (
    -- The hash of what the cookie carries.
    id_hash text primary key not null,
    user_id text not null references users (id) on delete cascade,
    created_at bigint not null,
    -- The end in any case; without a request it ends earlier.
    expires_at bigint not null,
    last_seen_at bigint not null
);
create index sessions_by_user on sessions (user_id);
