//! `keyhouse serve`

use super::{Failure, say};
use crate::activity::{self, Activity};
use crate::auth::password::Passwords;
use crate::auth::rate::SignInLimits;
use crate::auth::session;
use crate::auth::setup_token::SetupToken;
use crate::clock::Clock;
use crate::config::Serve;
use crate::console::Console;
use crate::dataplane::access::{self, Access};
use crate::dataplane::monitor::{self, Monitor, Place};
use crate::dataplane::{self, DataPlane};
use crate::error::Result as ApiResult;
use crate::http_client::HttpClient;
use crate::live::{Live, Pace};
use crate::metrics::Metrics;
use crate::notices::Notices;
use crate::routes::users::row;
use crate::seal::Sealer;
use crate::state::{AppState, Settings};
use crate::store::Store;
use crate::{app, idempotency};
use axum::serve::ListenerExt;
use keyhouse_model::rules::Limits;
use keyhouse_model::secret::Secret;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, timeout};

/// How long requests under way may take when the server is told to end.
const GRACE: Duration = Duration::from_secs(10);
/// How often the activity is written.
const FLUSH_EVERY: Duration = Duration::from_secs(1);
/// How often what is over is removed.
const PURGE_EVERY: Duration = Duration::from_secs(3600);

/// Serves until SIGTERM or SIGINT.
pub(super) async fn run(flags: Serve) -> Result<(), Failure> {
    let console =
        Console::open(flags.console_dir).await.map_err(|cause| format!("the console's files: {cause}"))?;
    let data_folder = flags.data.data_dir.clone();
    let folder = flags.data.folder();
    let _lock = folder.lock()?;
    let (store, sealer) = folder.open().await?;
    let listener = TcpListener::bind(flags.listen).await;
    let listener = listener.map_err(|cause| format!("can't listen on {}: {cause}", flags.listen))?;
    let local = listener.local_addr()?;
    let base_url = flags.public_url.unwrap_or_else(|| format!("http://{}", reachable(local)));
    let notices = flags.notices.open(&base_url)?;
    // Listened for before anything runs or anybody knows that the server is there, so that no signal is missed.
    let stop = stop_signal()?;
    let access_listen = access::pick_port(flags.access_listen)
        .map_err(|cause| format!("can't use {} for the access endpoint: {cause}", flags.access_listen))?;
    let settings = Settings {
        base_url,
        access_url: flags.access_url,
        access_port: access_listen.port(),
        console_origins: flags.console_origin,
        rule_limits: Limits { rules: flags.max_rules, bytes: flags.max_rule_file_bytes },
        api_request_allowance: flags.api_request_allowance,
    };
    let place = monitor_place(flags.monitor_url, flags.monitor_authorization_file)?;
    let measuring = Measuring { place, every: Duration::from_secs(flags.scrape_interval) };
    let engines = Engines { data_folder, bin_dir: flags.bin_dir, access_listen, measuring };
    let state = start(store, Arc::new(sealer), console, settings, engines, notices).await?;
    let served: Result<(), Failure> = async {
        state.passwords.warm_up().await?;
        say(&format!("listening on http://{local}"))?;
        say_setup_link(&state).await?;
        serve(listener, state.clone(), stop).await
    }
    .await;
    // Also after a failure: engines that nobody tells to end would be cut off in the middle of a write.
    let others = async {
        state.access.shutdown().await;
        state.data_plane.shutdown().await;
    };
    tokio::join!(state.monitor.shutdown(), others);
    served?;
    state.activity.flush(&state.store).await?;
    state.store.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Where VictoriaMetrics' programs are, work and listen.
struct Engines {
    data_folder: PathBuf,
    bin_dir: Option<PathBuf>,
    access_listen: SocketAddr,
    measuring: Measuring,
}

/// Where usage is kept, and how often it is measured.
struct Measuring {
    place: Place,
    every: Duration,
}

impl Measuring {
    /// Begins to measure what runs.
    fn start(self, data_folder: PathBuf, state: &AppState) -> Result<Monitor, Failure> {
        Ok(Monitor::start(monitor::Parts {
            place: self.place,
            every: self.every,
            store: state.store.clone(),
            activity: Arc::clone(&state.activity),
            clock: state.clock.clone(),
            http: state.http_client.clone(),
            data_plane: state.data_plane.clone(),
            access: state.access.clone(),
            data_folder,
        })?)
    }
}

/// The file has the credential: a command line can be read by every user of the machine.
fn monitor_place(url: Option<String>, file: Option<PathBuf>) -> Result<Place, Failure> {
    let Some(url) = url else { return Ok(Place::Own) };
    let read = |file: PathBuf| {
        let text = std::fs::read_to_string(&file);
        let text = text.map_err(|cause| format!("can't read {}: {cause}", file.display()))?;
        Ok::<_, Failure>(Arc::new(Secret::new(text.trim().to_owned())))
    };
    Ok(Place::At { url, authorization: file.map(read).transpose()? })
}

/// Starts what runs beside the requests, and puts together what they reach.
async fn start(
    store: Store,
    sealer: Arc<Sealer>,
    console: Console,
    settings: Settings,
    engines: Engines,
    notices: Notices,
) -> Result<AppState, Failure> {
    let live = Live::start(&store, Pace::default()).await?;
    let http_client = HttpClient::new()?;
    let setting = dataplane::Setting {
        folder: engines.data_folder.clone(),
        bin_dir: engines.bin_dir,
        store: store.clone(),
        sealer: Arc::clone(&sealer),
        live: live.clone(),
        http: http_client.clone(),
        base_url: settings.base_url.clone(),
    };
    let data_plane = DataPlane::start(setting).await?;
    let parts = access::Parts {
        store: store.clone(),
        sealer: Arc::clone(&sealer),
        clock: Clock::system(),
        live: live.clone(),
        http: http_client.clone(),
        data_plane: data_plane.clone(),
        data_folder: engines.data_folder.clone(),
        listen: engines.access_listen,
    };
    let mut state = AppState {
        access: Access::start(parts).await?,
        monitor: Monitor::absent(),
        store,
        clock: Clock::system(),
        sealer,
        passwords: Arc::new(Passwords::default()),
        sign_in_limits: Arc::new(SignInLimits::default()),
        activity: Arc::new(Activity::default()),
        setup_token: Arc::new(SetupToken::default()),
        console: Arc::new(console),
        metrics: Arc::new(Metrics::new()?),
        live,
        data_plane,
        notices,
        http_client,
        settings: Arc::new(settings),
    };
    state.monitor = engines.measuring.start(engines.data_folder, &state)?;
    Ok(state)
}

/// An address that a browser on this machine can open.
fn reachable(local: SocketAddr) -> SocketAddr {
    if local.ip().is_unspecified() { SocketAddr::from((Ipv4Addr::LOCALHOST, local.port())) } else { local }
}

/// Without an administrator, whoever sees the server's output can become it.
async fn say_setup_link(state: &AppState) -> Result<(), Failure> {
    if row::has_administrator(&mut *state.store.read().acquire().await?).await? {
        return Ok(());
    }
    let token = state.setup_token.issue()?;
    say(&format!(
        "set up the first administrator at {}/set-up#token={}",
        state.settings.base_url,
        token.expose()
    ))?;
    Ok(())
}

/// Serves until `stop` changes; then requests under way have [`GRACE`] to end.
async fn serve(listener: TcpListener, state: AppState, stop: watch::Receiver<bool>) -> Result<(), Failure> {
    let background = tokio::spawn(keep_house(state.clone(), stop.clone()));
    let notices = tokio::spawn(state.notices.clone().run(state.clone(), stop.clone()));
    // Answers are small: sent at once, not held back until there is more.
    let listener = listener.tap_io(|connection| {
        if let Err(cause) = connection.set_nodelay(true) {
            tracing::debug!(%cause, "can't send at once on a connection");
        }
    });
    let live = state.live.clone();
    let service = app(state).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(stopped(stop.clone()));
    let mut serving = tokio::spawn(serving.into_future());
    tokio::select! {
        ended = &mut serving => ended??,
        () = stopped(stop) => {
            // A stream of events would never end by itself.
            live.stop();
            match timeout(GRACE, &mut serving).await {
                Ok(ended) => ended??,
                Err(_) => {
                    tracing::warn!("requests did not end in time and were cut off");
                    serving.abort();
                }
            }
        }
    }
    background.await?;
    end(notices).await
}

/// The notice that is being sent has [`GRACE`] to be taken.
async fn end(mut notices: JoinHandle<()>) -> Result<(), Failure> {
    match timeout(GRACE, &mut notices).await {
        Ok(ended) => ended?,
        Err(_) => {
            tracing::warn!("a notice was not taken in time; it is sent again after the next start");
            notices.abort();
        }
    }
    Ok(())
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    // An error means that the sender is gone, which is as good as a stop.
    let _ = stop.wait_for(|stop| *stop).await;
}

fn stop_signal() -> Result<watch::Receiver<bool>, Failure> {
    let (send, stop) = watch::channel(false);
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => tracing::info!("stopping: SIGTERM"),
            _ = interrupt.recv() => tracing::info!("stopping: SIGINT"),
        }
        send.send_replace(true);
    });
    Ok(stop)
}

/// Writes the activity every second, and removes what is over every hour.
async fn keep_house(state: AppState, stop: watch::Receiver<bool>) {
    let mut flush = interval(FLUSH_EVERY);
    let mut purge = interval(PURGE_EVERY);
    flush.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut end = std::pin::pin!(stopped(stop));
    loop {
        let done = tokio::select! {
            _ = flush.tick() => state.activity.flush(&state.store).await,
            _ = purge.tick() => remove_what_is_over(&state).await,
            () = &mut end => return,
        };
        if let Err(cause) = done {
            tracing::error!(%cause, "housekeeping failed; it is tried again");
        }
    }
}

async fn remove_what_is_over(state: &AppState) -> ApiResult<()> {
    let mut tx = state.store.begin().await?;
    let now = state.clock.now();
    session::purge(&mut tx, now).await?;
    idempotency::purge(&mut tx, now).await?;
    activity::purge(&mut tx, now).await?;
    access::purge(&mut tx, now).await?;
    Ok(tx.commit().await?)
}
