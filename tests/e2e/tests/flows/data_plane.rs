//! Data that flows: the texts that the console hands out, run as they are, with the real programs.

use std::collections::BTreeSet;
use std::time::Duration;

use keyhouse_e2e::plane::{access_pid, kill, processes_in};
use keyhouse_e2e::shell::{Ran, free};
use keyhouse_e2e::{Api, Deployment, Server, Shell, Token, eventually};
use keyhouse_model::access_token::{AccessMode, Direction, TEST_METRIC};
use keyhouse_model::example::access_token::Tool;
use keyhouse_model::secret::Secret;

/// How long it may take until what a program scrapes or computes has arrived. Each waits up to 15 seconds before it
/// begins, and some more before it sends.
const ARRIVAL: Duration = Duration::from_secs(90);
/// How long a token that was deleted may work on, in the console's own words; and some time for the machine.
const END: Duration = Duration::from_secs(1);

/// Writes a sample with the text for curl, as soon as that is let through.
async fn write(shell: &mut Shell, text: &Secret) {
    let written = async || shell.run(text).await.stdout.contains("HTTP 204").then_some(());
    eventually("the sample is written", written).await;
}

async fn status(shell: &mut Shell, text: &Secret) -> Ran {
    let text = Secret::new(format!("{} -o /dev/null -w '%{{http_code}}'", text.expose()));
    shell.run(&text).await
}

#[tokio::test]
async fn curl_writes_and_reads_and_no_token_does_what_it_may_not() {
    let server = Server::start().await;
    let admin = server.administrator().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    let writer = deployment.token(AccessMode::Write, "writer").await;
    let reader = deployment.token(AccessMode::Read, "reader").await;
    let mut shell = Shell::new();

    let sample = deployment.example(&writer, Tool::Curl, Direction::Write);
    write(&mut shell, &sample).await;
    let query = deployment.example(&reader, Tool::Curl, Direction::Read);
    let read = async || shell.run(&query).await.stdout.contains("\"values\":[123]").then_some(());
    eventually("the sample is read", read).await;

    let with_writer = deployment.example(&writer, Tool::Curl, Direction::Read);
    let with_reader = deployment.example(&reader, Tool::Curl, Direction::Write);
    for text in [with_writer, with_reader] {
        let refused = status(&mut shell, &text).await;
        assert!(refused.stdout.ends_with("400") || refused.stdout.ends_with("401"), "{}", refused.stdout);
    }

    deployment.delete(&writer).await;
    tokio::time::sleep(END).await;
    let refused = shell.run(&sample).await;
    assert!(refused.stdout.contains("HTTP 400") || refused.stdout.contains("HTTP 401"), "{}", refused.stdout);
    assert!(deployment.has(&reader, TEST_METRIC).await, "the other token goes on");
}

#[tokio::test]
async fn vmagent_runs_with_its_copied_example() {
    let server = Server::start().await;
    let admin = server.administrator().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    let writer = deployment.token(AccessMode::Write, "vmagent").await;
    arrives(&deployment, &writer, Tool::Vmagent, Direction::Write, 8429, "up{job=\"vmagent\"}").await;
}

#[tokio::test]
async fn vmalert_runs_with_its_copied_example() {
    let server = Server::start().await;
    let admin = server.administrator().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    let token = deployment.token(AccessMode::ReadWrite, "vmalert").await;
    arrives(&deployment, &token, Tool::Vmalert, Direction::Read, 8880, "vmalert_example").await;
}

/// Pastes the text for a tool into a terminal, and waits for its data. `port` is the tool's own.
async fn arrives(of: &Deployment<'_>, token: &Token, tool: Tool, way: Direction, port: u16, selector: &str) {
    let reader = of.token(AccessMode::Read, "reader").await;
    let mut shell = Shell::new();
    free(port).await;
    shell.start(tool.as_str(), &of.example(token, tool, way));
    let has = async || of.has(&reader, selector).await.then_some(());
    shell.wait(&format!("{selector} arrives"), ARRIVAL, has).await;
}

#[tokio::test]
async fn prometheus_takes_its_copied_configuration() {
    let server = Server::start().await;
    let admin = server.administrator().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    let writer = deployment.token(AccessMode::Write, "prometheus").await;
    let reader = deployment.token(AccessMode::Read, "reader").await;
    let mut shell = Shell::new();
    free(9090).await;
    shell.save("prometheus.yml", &deployment.example(&writer, Tool::Prometheus, Direction::Write));
    shell.start("prometheus", &Secret::new("exec prometheus --config.file=prometheus.yml".to_owned()));
    let has = async || deployment.has(&reader, "up{job=\"prometheus\"}").await.then_some(());
    shell.wait("Prometheus' own metrics arrive", ARRIVAL, has).await;
}

#[tokio::test]
async fn what_is_killed_comes_back_and_every_token_works_as_before() {
    let mut server = Server::start().await;
    let admin = server.administrator().await;
    let deployment = Deployment::create(&admin, "metrics").await;
    let writer = deployment.token(AccessMode::Write, "writer").await;
    let reader = deployment.token(AccessMode::Read, "reader").await;
    let sample = deployment.example(&writer, Tool::Curl, Direction::Write);
    let mut shell = Shell::new();
    write(&mut shell, &sample).await;

    let engine = engine(&deployment).await;
    kill(engine);
    eventually("another engine runs", async || {
        deployment.pids().await.first().filter(|pid| **pid != engine).copied()
    })
    .await;
    write(&mut shell, &sample).await;

    let endpoint = access_pid(&admin).await;
    kill(endpoint);
    eventually("another endpoint runs", async || {
        Some(access_pid(&admin).await).filter(|pid| *pid != endpoint)
    })
    .await;
    write(&mut shell, &sample).await;

    server.kill();
    server.restart().await;
    deployment.until_running().await;
    write(&mut shell, &sample).await;
    eventually("the sample is read", async || deployment.has(&reader, TEST_METRIC).await.then_some(())).await;
    one_of_each(&server, &deployment, &admin).await;

    server.stop();
    assert_eq!(processes_in(&server.data()), [0_u32; 0], "nothing goes on without the server");
}

async fn engine(deployment: &Deployment<'_>) -> u32 {
    eventually("the engine runs", async || deployment.pids().await.first().copied()).await
}

/// Waits until nothing runs on the server's folder but one engine, one endpoint, one monitor and the server itself.
async fn one_of_each(server: &Server, deployment: &Deployment<'_>, admin: &Api) {
    let expected = BTreeSet::from([server.pid(), engine(deployment).await, access_pid(admin).await]);
    let only = async || {
        let monitor = processes_in(&server.data().join("monitor"));
        let others = processes_in(&server.data()).into_iter().filter(|pid| !monitor.contains(pid));
        (monitor.len() == 1 && others.collect::<BTreeSet<_>>() == expected).then_some(())
    };
    eventually("one of each runs", only).await;
}
