-- The filters of the audit log look through this index alone, from the newest event back, and not through the events
-- themselves, which are several times as wide. An index by time or by actor would be of no use: the newest come first.
create index audit_events_filtered on audit_events (
    seq, at, outcome, action, deployment_id, actor_id, actor_name, target_id, target_name, search
);
drop index audit_events_by_time;
drop index audit_events_by_actor;
