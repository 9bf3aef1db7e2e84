//! The pages of a long audit log: whole and without repeats while it grows, by any filter, and within reach of an index.

use crate::support::{Client, TestApp};
use keyhouse_model::path;
use serde_json::json;
use std::collections::HashSet;

const MANY: usize = 100_000;

/// Puts events into the log without their chain, which nobody looks at here: through the API it would take minutes.
async fn fill(app: &TestApp) {
    let mut tx = app.state.store.begin().await.unwrap();
    let sql = "with recursive n (i) as (select 1 union all select i + 1 from n where i < $1) \
        insert into audit_events (seq, id, at, actor_kind, actor_id, actor_name, action, target_kind, target_id, \
            target_name, deployment_id, ip, user_agent, request_id, outcome, changes, hash, search) \
        select head.seq + i, printf('01a1fd80-0000-7000-8000-%012d', i), 1790000000000 + i * 1000, 'user', \
            'person-' || (i % 40), 'person' || (i % 40) || '@example.com', \
            case i % 5 when 0 then 'api_key.create' when 1 then 'api_key.reveal' else 'session.create' end, 'api_key', \
            'thing-' || (i % 1000), 'Key number ' || (i % 1000), null, '10.0.0.1', 'a browser', 'request', \
            case when i % 100 = 0 then 'denied' else 'success' end, '[]', '', \
            'person' || (i % 40) || '@example.com key number ' || (i % 1000) \
        from n, audit_head as head";
    sqlx::query(sql).bind(i64::try_from(MANY).unwrap()).execute(&mut *tx).await.unwrap();
    let head = "update audit_head set seq = (select max(seq) from audit_events)";
    sqlx::query(head).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}

/// All pages of a query from the newest on; `meanwhile` happens after each of them.
async fn walk(client: &Client, query: &[(&str, &str)], meanwhile: impl AsyncFn()) -> Vec<String> {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let query = [query, &[("limit", "1000"), ("cursor", &cursor)]].concat();
        let page = client.get(&path::with_query(path::AUDIT_LOGS, &query)).await.expect(200);
        ids.extend(page["data"].as_array().unwrap().iter().map(|event| event["id"].to_string()));
        let Some(next) = page["next_cursor"].as_str() else { return ids };
        cursor = next.to_owned();
        meanwhile().await;
    }
}

#[tokio::test]
async fn pages_of_a_log_that_grows_have_each_event_once() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    fill(&app).await;
    let body = json!({ "name": "later", "expires_at": null, "permission": "r", "deployment_access": "all" });
    let append = async || {
        admin.post(path::API_KEYS, body.clone()).await.expect(201);
    };
    let cases: [(&[(&str, &str)], usize); 3] = [
        (&[], MANY + 2),
        (&[("action", "api_key.create"), ("actor", "person")], MANY / 5),
        (&[("action", "api_key.*"), ("actor", "person5@")], MANY / 40),
    ];
    for (query, expected) in cases {
        let ids = walk(&admin, query, append).await;
        assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len(), "an event is there twice: {query:?}");
        assert_eq!(ids.len(), expected, "{query:?}");
    }
}

async fn count(app: &TestApp) -> i64 {
    sqlx::query_scalar("select count(*) from audit_events").fetch_one(app.state.store.read()).await.unwrap()
}

#[tokio::test]
async fn appends_at_the_same_time_lose_nothing() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    fill(&app).await;
    let writer = admin.clone();
    let appends = async {
        for n in 0..40 {
            let body = json!({ "name": n.to_string(), "expires_at": null, "permission": "r", "deployment_access": "all" });
            writer.post(path::API_KEYS, body).await.expect(201);
        }
    };
    let (ids, ()) = tokio::join!(walk(&admin, &[("q", "key number 7")], async || {}), appends);
    // 7, 70 to 79 and 700 to 799 of each thousand.
    let expected = MANY / 1000 * 111;
    assert_eq!(ids.len(), expected);
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), expected);
    assert_eq!(count(&app).await, i64::try_from(MANY).unwrap() + 2 + 40);
}

#[tokio::test]
async fn filters_combine_and_read_the_index_alone() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    fill(&app).await;
    let none = async || {};
    let cases: [(&[(&str, &str)], usize); 6] = [
        (&[("outcome", "denied")], MANY / 100),
        (&[("outcome", "denied"), ("action", "api_key.create,api_key.reveal")], MANY / 100),
        (&[("action", "api_key.reveal,session.*"), ("target", "thing-1")], MANY / 1000),
        (&[("actor", "person-7"), ("q", "NUMBER 47")], MANY / 1000),
        (&[("from", "2026-09-21T14:13:20Z"), ("to", "2026-09-21T14:15:00Z")], 99),
        (&[("q", "nothing like it")], 0),
    ];
    for (query, expected) in cases {
        assert_eq!(walk(&admin, query, none).await.len(), expected, "{query:?}");
    }
    let plan = "explain query plan select seq from audit_events where at >= 1 and at < 2 and outcome in ('denied') \
        and action like 'a%' and deployment_id = 'd' and (actor_id = 'a' or lower(actor_name) like '%a%') \
        and (target_id = 'a' or lower(target_name) like '%a%') and search like '%x%' order by seq desc limit 101";
    let plan: Vec<(i64, i64, i64, String)> =
        sqlx::query_as(plan).fetch_all(app.state.store.read()).await.unwrap();
    let plan = plan.into_iter().map(|(_, _, _, step)| step).collect::<Vec<_>>().join("; ");
    assert!(plan.contains("COVERING INDEX audit_events_filtered") && !plan.contains("TEMP B-TREE"), "{plan}");
}
